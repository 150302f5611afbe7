using System.CommandLine;
using Eso.Emulator.Grounds;
using Eso.Emulator.Reports;
using Eso.Emulator.Scenarios;

namespace Eso.Emulator.Cli;

/// <summary><c>eso run</c>: scenarios, each in a world of its own. Exit 0 all passed, 1 one failed, 2 usage or setup.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Paths = new("scenario")
    {
        Description = "Scenario files or folders; scenarios/ when left out",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of all ids and chance", DefaultValueFactory = _ => 1 };
    private static readonly Option<bool> ShowValues = new("--show-values") { Description = "Show secret values in failures" };
    private static readonly Option<string[]> Only = new("--only") { Description = "Only scenarios whose name contains one of these" };

    private static readonly Option<string?> JUnit = new("--junit") { Description = "Write the outcome as JUnit XML to this file" };

    private static readonly Option<string?> Html = new("--html") { Description = "Write the evidence as one self-contained HTML file" };

    public static Command Make(TimeProvider machine)
    {
        var command = new Command("run", "Run scenarios")
        {
            Paths, GroundOptions.Ground, GroundOptions.Yes, GroundOptions.InCluster, Seed, ShowValues, Only, JUnit, Html,
            CompareFlag.Compare,
        };
        RunFlags.AddTo(command);
        command.SetAction((parsed, cancel) => RunAsync(parsed, machine, cancel));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, TimeProvider machine, CancellationToken cancel)
    {
        var compared = CompareFlag.Wanted(parsed);
        var kind = GroundOptions.Kind(parsed.GetValue(GroundOptions.Ground)!);
        kind.Warm();
        var only = parsed.GetValue(Only) ?? [];
        var scenarios = ScenarioLoader.LoadAll(parsed.GetValue(Paths) is { Length: > 0 } given ? given : [DefaultFolder()])
            .Where(s => only.Length == 0 || only.Any(o => s.Name.Contains(o, StringComparison.OrdinalIgnoreCase)))
            .Where(s => RunFlags.Wants(parsed, s))
            .ToList();
        if (scenarios.Count == 0)
        {
            throw new UsageError(only.Length > 0 ? $"no scenario's name contains {string.Join(" or ", only)}" : "no scenario has that tag");
        }

        var began = machine.GetTimestamp();
        var seed = parsed.GetValue(Seed);
        var report = new ConsoleReport(Plain.Console());
        var junit = parsed.GetValue(JUnit) is { } path ? new JUnitReport(ReportFile.Ready("--junit", path)) : null;
        var github = Environment.GetEnvironmentVariable("GITHUB_STEP_SUMMARY") is { Length: > 0 } summary
            ? new GitHubReport(ReportFile.Ready("GITHUB_STEP_SUMMARY", summary), Console.Out)
            : null;
        var html = parsed.GetValue(Html) is { } page ? new HtmlReport(ReportFile.Ready("--html", page), machine) : null;
        var transcript = RunFlags.TranscriptOf(parsed);
        if (compared is { } both)
        {
            var reports = new CompareReports(report, junit, github, html);
            var code = 0;
            var wholly = await WhollyAsync(
                async () => code = await CompareFlag.RunAsync(both, scenarios, parsed, reports, seed, machine, cancel), cancel);
            junit?.Write();
            github?.Write();
            html?.Write();
            report.Summary(machine.GetElapsedTime(began), seed);
            return wholly ? code : Root.Interrupted;
        }

        var observers = new Observers(((IRunObserver?[])[report, junit, github, transcript]).OfType<IRunObserver>().ToList());
        RunPlan runs;
        bool ran;
        await using (var session = await kind.BeginAsync(GroundOptions.Settings(parsed), machine, cancel))
        {
            var world = new GroundStart(null, seed) { Shape = RunFlags.Shape(parsed) };
            var settings = RunFlags.Settings(parsed, seed, session.WorldsMax);
            runs = new RunPlan(settings, observers,
                observer => new Runner(parsed.GetValue(ShowValues), html?.Watching(observer) ?? observer, machine, RunFlags.CommandsAllowed(parsed)));
            ran = await WhollyAsync(
                () => runs.RunAsync(
                    RunPlan.Make(scenarios, settings),
                    (runner, scenario, stop) => runner.RunAsync(
                        scenario, (s, c) => Opening.OpenAsync(session, s, world, html, c), session.Offers, kind.Name, stop),
                    cancel),
                cancel);
        }

        foreach (var difference in runs.Differences)
        {
            Console.Error.WriteLine($"not the same every time: {difference}");
        }

        transcript?.Write();
        junit?.Write();
        github?.Write();
        html?.Write();
        report.Summary(machine.GetElapsedTime(began), seed);
        return !ran ? Root.Interrupted : runs.Unusable ? 2 : report.Failed == 0 && runs.Differences.Count == 0 ? 0 : 1;
    }

    /// <summary>False when it was interrupted: what was done until then is evidence all the same.</summary>
    private static async Task<bool> WhollyAsync(Func<Task> run, CancellationToken cancel)
    {
        try
        {
            await run();
            return true;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Console.Error.WriteLine("eso: interrupted; the reports tell of the scenarios that had ended");
            return false;
        }
    }

    /// <summary>scenarios/ here, or beside the repository the tool was built in.</summary>
    private static string DefaultFolder()
    {
        for (var folder = new DirectoryInfo(Directory.GetCurrentDirectory()); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "scenarios");
            if (Directory.Exists(candidate))
            {
                return Path.GetRelativePath(Directory.GetCurrentDirectory(), candidate);
            }
        }

        throw new UsageError("there is no folder scenarios/ here or above; name scenario files or folders");
    }
}
