using System.Runtime.InteropServices;
using Eso.Emulator.Cli;

using var stopping = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
#pragma warning disable RS0030 // The program's entry names the real clock.
return args switch
{
    ["aws", .. var rest] => await AwsCommand.RunAsync(rest, TimeProvider.System, stopping.Token),
    ["kube", .. var rest] => await KubeCommand.RunAsync(rest, TimeProvider.System, stopping.Token),
    _ => 0,
};
#pragma warning restore RS0030

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stopping.Cancel();
}
