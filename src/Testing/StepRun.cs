using System.Text;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Testing;

/// <summary>Runs the scenario language's own steps, so that an expectation means the same in C# as in YAML.</summary>
internal sealed class StepRun(IGround ground, bool showValues, bool allowCommands)
{
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> marks = new(StringComparer.Ordinal);

    /// <summary>Names an object by its kind.</summary>
    public static ObjectKey Key(string kind, string ns, string name, string? apiVersion = null)
    {
        try
        {
            return WellKnownKinds.Key(kind, ns, name, apiVersion);
        }
        catch (ExpectationFailed e)
        {
            throw new EsoExpectationException(e.Message, e);
        }
    }

    public async Task RunAsync(Step step, TimeSpan? within, CancellationToken cancel)
    {
        try
        {
            await step.RunAsync(Context(Directory.GetCurrentDirectory(), new Location("test", 1, 1), within), cancel);
        }
        catch (Exception e) when (e is ExpectationFailed or ScenarioError)
        {
            throw new EsoExpectationException(await TextAsync(e, null, cancel), e);
        }
    }

    /// <summary>A step of the scenario language by its name and keys.</summary>
    public Task RunAsync(string name, object? keys, TimeSpan? within, CancellationToken cancel)
    {
        Step step;
        try
        {
            step = Read(name, keys);
        }
        catch (ScenarioError e)
        {
            throw new EsoExpectationException(e.Problem, e);
        }

        Check(name, step.Needs);
        return RunAsync(step, within, cancel);
    }

    private static Step Read(string name, object? keys)
    {
        var at = new Location(name, 1, 1);
        if (!StepRoster.Steps.TryGetValue(name, out var type) || type.IsSubclassOf(typeof(BlockStep)))
        {
            throw new ScenarioError(at, type is null
                ? $"there is no step '{name}'{Nearest.Hint(name, StepRoster.Steps.Keys)}"
                : $"'{name}' is for scenario files: say it in C#");
        }

        // JSON is YAML: the keys are bound, and complained about, like those of a file.
        var step = (Step)Binder.Bind(type, YamlText.Read(WrittenKeys.Of(keys)?.ToJsonString() ?? "{}", name)[0], name, name);
        return step.Problem(Directory.GetCurrentDirectory()) is { } problem ? throw new ScenarioError(at, problem) : step;
    }

    /// <summary>The steps of a scenario in this world, with what they include and repeat.</summary>
    public async Task RunAsync(Scenario scenario, CancellationToken cancel)
    {
        Check(scenario.Name, scenario.Needs);
        var run = new ScenarioRun(scenario, ground, Unheard.Instance, Sessions.Machine)
        {
            ShowValues = showValues,
            AllowCommands = allowCommands,
        };
        if (!await run.RunStepsAsync(cancel))
        {
            var failed = run.Outcomes.First(o => o.Failure is not null);
            throw new EsoExpectationException(
                await TextAsync(failed.Failure!, $"{failed.At}: {failed.Line.Trim()}", cancel), failed.Failure);
        }
    }

    private void Check(string what, IEnumerable<Need> needs)
    {
        if (needs.Where(n => !ground.Offers.Contains(n)).Order().ToList() is { Count: > 0 } lacking)
        {
            throw new EsoGroundException(
                $"'{what}' needs {string.Join(", ", lacking).ToLowerInvariant()}, which the ground '{ground.Name}' does not offer");
        }
    }

    private StepContext Context(string folder, Location at, TimeSpan? within) => new()
    {
        Ground = ground,
        Folder = folder,
        At = at,
        Within = within,
        Variables = variables,
        Marks = marks,
        ShowValues = showValues,
        AllowCommands = allowCommands,
        Machine = Sessions.Machine,
    };

    /// <summary>The failure as people read it: what differs side by side, then what the world looks like.</summary>
    private async Task<string> TextAsync(Exception failure, string? where, CancellationToken cancel)
    {
        var text = new StringBuilder();
        if (where is not null)
        {
            text.AppendLine(where);
        }

        text.AppendLine(failure.Message);
        if (failure is ExpectationFailed { Rows.Count: > 0 } expectation)
        {
            text.AppendLine();
            Table(text, expectation.Rows);
        }

        var evidence = await Evidence.GatherAsync(ground, cancel);
        Lines(text, "Conditions", evidence.Conditions);
        Lines(text, "Last events", evidence.Events);
        Lines(text, "Last AWS calls", evidence.AwsCalls);
        Lines(text, "Last writes to Kubernetes", evidence.KubernetesWrites);
        text.AppendLine().Append($"World time {ground.Clock.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}, seed {ground.Seed}, ground {ground.Name}");
        return text.ToString();
    }

    private static void Table(StringBuilder text, IReadOnlyList<ComparedRow> rows)
    {
        var key = rows.Max(r => r.Key.Length);
        var expected = Math.Max("expected".Length, rows.Max(r => (r.Expected ?? "—").Length));
        text.AppendLine($"    {"".PadRight(key)}  {"expected".PadRight(expected)}  found");
        foreach (var row in rows)
        {
            text.AppendLine($"  {(row.Same ? ' ' : '✗')} {row.Key.PadRight(key)}  {(row.Expected ?? "—").PadRight(expected)}  {row.Found ?? "—"}");
        }
    }

    private static void Lines(StringBuilder text, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        text.AppendLine().AppendLine(title);
        foreach (var line in lines)
        {
            text.AppendLine($"  {line}");
        }
    }
}
