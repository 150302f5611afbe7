using System.Runtime.CompilerServices;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Testing;

/// <summary>Scenario files as tests: each scenario in the world it asks for, with the checks that follow every scenario.</summary>
/// <example>
/// <code>
/// public static IEnumerable&lt;object[]&gt; All() => EsoScenarios.Names("scenarios");
///
/// [Theory, MemberData(nameof(All))]
/// public Task Holds(string scenario) => EsoScenarios.RunAsync("scenarios", scenario);
/// </code>
/// </example>
public static class EsoScenarios
{
    /// <summary>The names of the scenarios in a file or folder, one row each, as xunit's <c>MemberData</c> takes them.</summary>
    /// <param name="path">A relative path is looked up beside the calling source file, then here.</param>
    /// <param name="caller">Left to the compiler.</param>
    /// <exception cref="EsoExpectationException">A file is wrong; the message has line and column.</exception>
    public static IEnumerable<object[]> Names(string path, [CallerFilePath] string caller = "") =>
        Load(path, caller).Select(s => new object[] { s.Name }).ToList();

    /// <summary>Runs the scenarios of a file or folder, or the one of a name, each in a world of its own.</summary>
    /// <param name="path">A relative path is looked up beside the calling source file, then here.</param>
    /// <param name="name">The only one to run; all when left out.</param>
    /// <param name="configure">Changes the worlds' options: ground, seed, commands. What a scenario asks for itself comes after.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <param name="caller">Left to the compiler.</param>
    /// <returns>The names of those that were skipped because the ground lacks what they need, with the reason.</returns>
    /// <exception cref="EsoExpectationException">One failed: its steps, expected and found, and what the world looked like.</exception>
    /// <exception cref="EsoGroundException">The ground cannot be had on this machine.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> RunAsync(
        string path, string? name = null, Action<EsoWorldOptions>? configure = null, CancellationToken cancel = default,
        [CallerFilePath] string caller = "")
    {
        var options = new EsoWorldOptions();
        configure?.Invoke(options);
        var wanted = Load(path, caller).Where(s => name is null || s.Name == name).ToList();
        if (wanted.Count == 0)
        {
            throw new EsoExpectationException($"{path} holds no scenario '{name}'");
        }

        var skipped = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var session = await Sessions.OfAsync(options.Ground, cancel);
            foreach (var scenario in wanted)
            {
                if (await RunAsync(scenario, session, options, cancel) is { } reason)
                {
                    skipped[scenario.Name] = reason;
                }
            }
        }
        catch (GroundUnavailableException e)
        {
            throw new EsoGroundException(e.Message, e);
        }

        return skipped;
    }

    /// <summary>Why it was skipped; null when it passed.</summary>
    private static async Task<string?> RunAsync(
        Scenario scenario, IGroundSession session, EsoWorldOptions options, CancellationToken cancel)
    {
        var start = new GroundStart(scenario.Now ?? options.Now, options.Seed) { Shape = o => scenario.World.Shape(options.Shape(o)) };
        var runner = new Runner(options.ShowValues, Unheard.Instance, Sessions.Machine, options.AllowCommands);
        var outcome = await runner.RunAsync(
            scenario,
            async (_, stop) => await session.OpenAsync(start, stop),
            session.Offers, options.Ground, cancel);
        return outcome.Skipped is not null || outcome.Passed
            ? outcome.Skipped
            : throw new EsoExpectationException($"{scenario.File}: {OutcomeText.Of(outcome)}");
    }

    private static IReadOnlyList<Scenario> Load(string path, string caller)
    {
        try
        {
            return ScenarioLoader.LoadAll([BesideCaller.Find(path, caller)]);
        }
        catch (ScenarioError e)
        {
            throw new EsoExpectationException(e.Message, e);
        }
    }
}
