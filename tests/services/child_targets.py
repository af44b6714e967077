"""What the children of test_child.py are made to do. Imports nothing but the standard library."""

import os
import sys
import time
from typing import Any


def work(job: dict[str, Any]) -> Any:
    what = job["do"]
    if what == "echo":
        return job["value"]
    if what == "pid":
        return os.getpid()
    if what == "modules":
        return sorted(name for name in sys.modules if "." not in name)
    if what == "sleep":
        time.sleep(job["seconds"])
        return "slept"
    if what == "memory":
        return len(bytes(job["size"]))
    if what == "print":
        print("noise on standard output")
        return "printed"
    if what == "exit":
        os._exit(3)
    raise ValueError("secret from a hostile file")
