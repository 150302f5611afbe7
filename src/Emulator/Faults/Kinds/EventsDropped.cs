using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Events of running watches are lost; the reader's next list of that resource ends the fault.")]
internal sealed record EventsDropped : WatchFault
{
    public override Verdict Judge(WatchEvent e) => e.Type == "ERROR" ? Verdict.Pass : Verdict.Drop;

    /// <summary>Whether a list shows its reader what was lost.</summary>
    public bool EndsWith(RequestFacts list) => (On with { Verb = "*" }).Matches(list);
}
