package pgserver

import "syscall"

// dieWithUs has a process end when the thread that began it does.
func dieWithUs(as *syscall.SysProcAttr) { as.Pdeathsig = syscall.SIGQUIT }
