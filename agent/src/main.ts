process.stdout.write('coreledger-agent\n');
