process.stdout.write('coreledger\n');
