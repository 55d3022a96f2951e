# SPDX-License-Identifier: Apache-2.0
"""sysdig itself as the reference: the described world as a .scap, which sysdig reads, and as our events; both select by the same
conditions, and what they select must be the same. Where it is not, the reason stands below and in docs/filter-language.md."""
import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile

import mkscap
import selecting

# Ends of calls, and what sysdig reports as an entry only.
ENDS = "(evt.dir=< or evt.type in (procexit, signaldeliver))"

SAME = """
evt.type=openat
evt.type in (openat, read, write)
evt.type=read or evt.type=write
evt.type!=read
not evt.type=openat
evt.type=execve
evt.type in (rename, symlink, mkdir, unlinkat)
evt.type=procexit
evt.type contains open
evt.failed=true
evt.failed=false and evt.type=openat
evt.rawres=-13
evt.rawres>=0 and evt.type in (read, write)
evt.rawres in (0, 3, 4)
evt.res=ENOENT
evt.res=EACCES or evt.res=EAGAIN
evt.latency>10000000
evt.latency>=1500 and evt.latency<=5000
evt.is_io=true
evt.is_io_read=true
evt.is_io_write=true
evt.is_open_read=true
evt.is_open_write=true
evt.buffer contains root
evt.buffer startswith GET
evt.arg.flags contains O_CREAT
evt.arg.flags contains O_TRUNC and evt.type=openat
evt.arg.target=/etc/shadow
evt.arg.oldpath=/etc/shadow.new
proc.name=cat
proc.name!=cat
proc.name in (bash, sh, nginx)
proc.name contains sh
proc.name startswith GC
proc.name endswith grep
proc.name glob 'c*t'
proc.name exists
proc.pid=300
proc.pid in (300, 400)
proc.pid>500
thread.tid=601
proc.exepath=/usr/bin/cat
proc.exe=cat
proc.exe endswith bash
proc.args contains shadow
proc.args icontains "begin rsa"
proc.args startswith "-c"
proc.cmdline startswith "cat /etc"
proc.cmdline contains " -e"
proc.cwd=/var/lib/postgresql/ or proc.cwd=/var/lib/postgresql
proc.ppid=100
proc.pname=bash
proc.pname=sh
proc.pname=dash
proc.aname=sh
proc.aname[2]=nginx
proc.pname in (nginx, postgres)
proc.aname=sshd
proc.aname[1]=bash
proc.aname[2]=sshd
proc.apid[1]=100
proc.pcmdline contains bash
fd.name=/etc/passwd
fd.name startswith /etc
fd.name contains ssh
fd.name in (/etc/passwd, /etc/shadow)
fd.name pmatch (/etc, /home)
fd.name glob '/home/*/.ssh/*'
fd.name endswith id_rsa
fd.type in (ipv4, ipv6)
fd.type=ipv4 and evt.type=connect
fd.type=pipe
fd.type=event
fd.type=unix
fd.typechar=f
fd.typechar=4 and evt.is_io=true
fd.directory=/etc
fd.filename=passwd
fd.filename startswith id_
fd.num=3 and evt.type=openat
fd.num>=6 and evt.is_io=true
fd.ip=10.0.0.1
fd.cip=203.0.113.9
fd.sip=169.254.169.254
fd.rip=93.184.216.34
fd.lip=10.0.0.5
fd.net=10.0.0.0/8
fd.port=443
fd.port in (53, 80)
fd.cport=51000
fd.sport=443
fd.sport>=1024
fd.rport=8080
fd.lport=80
fd.l4proto=udp
fd.l4proto=tcp and evt.type=connect and evt.rawres=0
fd.is_server=true
fd.sockfamily=ip and evt.is_io=true
user.name=ann
user.uid=33
user.uid>=1000
container.id!=host
container.id=host
container.name=web
container.image.repository endswith nginx
container.image.tag=1.25
container.id=3ad7b26ded6d
(evt.type=openat or evt.type=read) and not proc.name=cat
evt.type=openat and fd.name startswith /etc and not fd.name contains shadow
not (proc.name=cat or user.uid>=1000) and evt.type=execve
((proc.pname=bash and fd.num>2) or container.id!=host) and evt.failed=false
evt.type=connect and fd.typechar=4 and evt.rawres>=0
evt.type=openat and evt.is_open_read=true and fd.typechar='f' and fd.num>=0
"""

# Condition, what only ours selects, what only sysdig's selects, and why.
DIFFERENT = [
    ("evt.type=accept4", "nginx_accept", "", "sysdig calls accept4 accept"),
    ("evt.type=dup2", "nc_dup", "", "sysdig 0.29 calls dup2 and dup3 dup"),
    ("evt.type=signal", "cat_signal", "", "a delivered signal is signaldeliver there"),
    ("fd.name!=/etc/passwd and evt.type=kill", "java_kill", "", "!= of a value that is not there is true here, false there"),
    ("evt.type=openat and fd.type=file and evt.failed=true", "cat_missing cat_shadow cron_write", "",
     "fd.typechar of an open that failed is f there, too, but its fd.type is not there"),
    ("evt.type=connect and fd.l4proto=tcp", "ssh_local", "", "a refused connection has no ends there"),
    ("fd.port!=80 and evt.type=mkdir", "bash_mkdir", "", "the same"),
]


def sysdig(path, condition):
    done = subprocess.run(["sysdig", "-r", path, "-p", "%evt.rawtime", f"{ENDS} and ({condition})"], capture_output=True,
                          text=True, timeout=60)
    if done.returncode != 0:
        return None, done.stderr.strip()
    return [int(line) for line in done.stdout.split()], ""


def compare(condition, answer, times, ids, only_ours, only_theirs):
    if not answer.ok:
        return f"we do not parse it: {answer.message}"
    if times is None:
        return "sysdig does not"
    theirs, ours = {ids[time] for time in times if time in ids}, set(answer.ids)
    if ours - theirs == set(only_ours) and theirs - ours == set(only_theirs):
        return None
    return f"only ours: {sorted(ours - theirs)}, only sysdig's: {sorted(theirs - ours)}"


def main():
    if not shutil.which("sysdig"):
        print("sysdig is not installed (apt: sysdig)")
        return 77
    cases = [(line, [], []) for line in SAME.strip().splitlines()]
    cases += [(condition, ours.split(), theirs.split()) for condition, ours, theirs, _ in DIFFERENT]
    answers = selecting.select([case[0] for case in cases])
    failed = selected = 0
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "world.scap")
        ids = mkscap.write(json.loads(selecting.WORLD.read_text()), path)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            theirs = list(pool.map(lambda case: sysdig(path, case[0]), cases))
        for (condition, only_ours, only_theirs), answer, (times, error) in zip(cases, answers, theirs):
            selected += bool(times)
            wrong = compare(condition, answer, times, ids, only_ours, only_theirs)
            if wrong:
                failed += 1
                print(f"{condition}\n    {wrong} {error}")
    print(f"{len(cases)} conditions on {len(ids)} events, {selected} of them select some: {failed} wrong")
    return 1 if failed or selected < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
