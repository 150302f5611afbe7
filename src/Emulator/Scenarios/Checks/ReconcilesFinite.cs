using System.Globalization;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Checks;

[About("Reconciles end: what fails is tried again ever more seldom, what succeeded rests until its refresh.")]
internal sealed class ReconcilesFinite : WorldCheck
{
    /// <summary>Tries of one object in the window while its waits double from milliseconds on.</summary>
    private const int TriesMax = 20;

    public override IEnumerable<Need> Needs => [Need.Clock, Need.Journal, Need.Metrics];

    public override int Order => 30;

    public override async Task<IReadOnlyList<string>> FindingsAsync(CheckContext context, CancellationToken cancel)
    {
        var window = await context.WindowAsync(cancel);
        var allowed = TriesMax + window.Objects.Sum(o => TriesMax + (2 * QuietWindow.RefreshesOf(o)));
        return window.Reconciles <= allowed ? [] :
        [
            string.Create(CultureInfo.InvariantCulture,
                $"{window.Reconciles} reconciles of {window.Objects.Count} objects in {GoDurationText.Print(QuietWindow.Length)} of quiet; at most {allowed} are expected"),
        ];
    }
}
