using System.Text;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Testing;

/// <summary>Runs the scenario language's own steps, so that an expectation means the same in C# as in YAML.</summary>
internal sealed class StepRun(IGround ground, bool showValues)
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

    public async Task RunAsync(Scenario scenario, CancellationToken cancel)
    {
        foreach (var (name, value) in scenario.Variables)
        {
            variables[name] = value;
        }

        foreach (var written in scenario.Steps)
        {
            try
            {
                var step = written.Bind((name, at) => variables.TryGetValue(name, out var value)
                    ? value
                    : throw new ScenarioError(at, $"there is no variable '{name}'{Nearest.Hint(name, variables.Keys)}"));
                await step.RunAsync(Context(scenario.Folder, written.At, written.Within), cancel);
            }
            catch (Exception e) when (e is ExpectationFailed or ScenarioError or AwsRefusedException)
            {
                var where = $"{written.At}: {written.Title ?? written.Key}";
                throw new EsoExpectationException(await TextAsync(e, where, cancel), e);
            }
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
