"""Debian's AWS CLI, many commands in one process: arguments as a JSON list a line in, outcome as JSON a line out."""
import contextlib
import io
import json
import sys

from awscli.clidriver import create_clidriver

answers = sys.stdout
for line in sys.stdin:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = create_clidriver().main(json.loads(line))
        except SystemExit as end:
            code = end.code
    for stream in (out, err):
        stream.seek(0)
    print(json.dumps({"code": code, "out": out.read(), "err": err.read()}), file=answers, flush=True)
