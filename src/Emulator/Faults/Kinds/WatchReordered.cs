using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Events of running watches arrive after the one behind them, or a second late when none follows.")]
internal sealed record WatchReordered : WatchFault
{
    public override Verdict Judge(WatchEvent e) => e.Type is "BOOKMARK" or "ERROR" ? Verdict.Pass : Verdict.Later;
}
