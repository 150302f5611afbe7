using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Events of running watches arrive twice.")]
internal sealed record WatchDuplicated : WatchFault
{
    public override Verdict Judge(WatchEvent e) => e.Type is "BOOKMARK" or "ERROR" ? Verdict.Pass : Verdict.Twice;
}
