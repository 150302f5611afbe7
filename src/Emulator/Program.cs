using System.Runtime.InteropServices;
using Eso.Emulator.Cli;

#pragma warning disable RS0030 // The program's entry names the real clock; everything behind it takes it as a TimeProvider.
var machine = TimeProvider.System;
#pragma warning restore RS0030
if (args is ["run", ..])
{
    // Scenarios keep all cores at work: a thread that spins for more takes the time from one that has some.
    AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", 0);
}

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return args switch
{
    ["kube-apiserver", ..] => await KubeApiServerCommand.RunAsync(args[1..], machine, stopping.Token),
    ["etcd", ..] => await EtcdCommand.RunAsync(args[1..], stopping.Token),
    ["image" or "server", ..] => await ImageCommand.RunAsync(args[1..], machine, stopping.Token),
    _ => await Root.InvokeAsync(args, machine, stopping.Token),
};

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
