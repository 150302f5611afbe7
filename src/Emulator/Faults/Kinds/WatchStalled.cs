using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Running watches fall silent though the connection stands; what happened meanwhile arrives when the fault has healed.")]
internal sealed record WatchStalled : WatchFault
{
    public override Verdict Judge(WatchEvent e) => Verdict.Hold;
}
