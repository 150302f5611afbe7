using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Watches that run when the fault comes say nothing any more, not even their end: a connection that died unseen. New ones are fine.")]
internal sealed record WatchSilent : WatchFault
{
    public override bool SilencesRunning => true;

    public override Verdict Judge(WatchEvent e) => Verdict.Pass;
}
