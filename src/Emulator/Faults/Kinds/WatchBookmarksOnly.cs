using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Faults.Kinds;

[About("Running watches bring bookmarks only: the reader believes to be up to date and has missed everything.")]
internal sealed record WatchBookmarksOnly : WatchFault
{
    public override Verdict Judge(WatchEvent e) => e.Type is "BOOKMARK" or "ERROR" ? Verdict.Pass : Verdict.Drop;
}
