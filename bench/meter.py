# Runs a command, discards its output, and prints JSON: wall and CPU milliseconds, peak memory in MB, and the exit code.
# It measures from outside because code preloaded into a process changes its startup time. It is Python because a child's peak
# memory includes that of the process it was forked from: a Node parent of 80 MB would make every child report at least 80 MB.
import json
import os
import sys
import time

nowhere = os.open(os.devnull, os.O_RDWR)
silent = [(os.POSIX_SPAWN_DUP2, nowhere, 0), (os.POSIX_SPAWN_DUP2, nowhere, 1)]
started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
_, status, used = os.wait4(pid, 0)
wall = time.perf_counter() - started
print(
    json.dumps(
        {
            "wallMs": wall * 1000,
            "cpuMs": (used.ru_utime + used.ru_stime) * 1000,
            "rssMb": used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10),
            "exitCode": os.waitstatus_to_exitcode(status),
        }
    )
)
