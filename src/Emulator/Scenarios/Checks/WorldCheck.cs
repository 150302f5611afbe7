using System.Collections.Frozen;
using System.Reflection;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Emulator.Scenarios.Checks;

/// <summary>
/// Something that holds in every world, whatever the scenario: one file in <c>Scenarios/Checks</c>, found by convention;
/// its name (to switch it off with <c>checksOff</c>) is the class's in camelCase. One instance per run.
/// </summary>
internal abstract class WorldCheck
{
    public string Name => CheckRoster.NameOf(GetType());

    public string About => GetType().GetCustomAttribute<AboutAttribute>()!.Text;

    /// <summary>What the ground must offer for it; without, it is left out.</summary>
    public virtual IEnumerable<Need> Needs => [];

    /// <summary>Earlier ones are asked first: those that look come before those that move the clock.</summary>
    public virtual int Order => 0;

    /// <summary>Looks at the world after each step.</summary>
    public virtual Task StepEndedAsync(IGround ground, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>What is wrong, a sentence each without secret values; empty when the check holds.</summary>
    public abstract Task<IReadOnlyList<string>> FindingsAsync(CheckContext context, CancellationToken cancel);
}

/// <summary>What a check may look at.</summary>
internal sealed record CheckContext(IGround Ground, Scenario Scenario, KnownValues Values)
{
    private Task<QuietWindow>? window;

    /// <summary>What happened in a while in which nothing was asked of the world; opened once for all checks.</summary>
    public Task<QuietWindow> WindowAsync(CancellationToken cancel) => window ??= QuietWindow.OpenAsync(Ground, cancel);
}

/// <summary>All checks there are, by name.</summary>
internal static class CheckRoster
{
    public static readonly FrozenDictionary<string, Type> Checks = typeof(WorldCheck).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(WorldCheck)) && !t.IsAbstract)
        .ToFrozenDictionary(NameOf, StringComparer.Ordinal);

    public static string NameOf(Type check) => char.ToLowerInvariant(check.Name[0]) + check.Name[1..];

    public static string AboutOf(Type check) => check.GetCustomAttribute<AboutAttribute>()?.Text
        ?? throw new InvalidOperationException($"The check {check.Name} has no [About].");

    /// <summary>The checks of one run, in the order they are asked.</summary>
    public static IReadOnlyList<WorldCheck> For(Scenario scenario, IReadOnlySet<Need> offers) => Checks
        .Where(c => !scenario.ChecksOff.Contains(c.Key))
        .Select(c => (WorldCheck)Activator.CreateInstance(c.Value)!)
        .Where(c => c.Needs.All(offers.Contains))
        .OrderBy(c => c.Order).ThenBy(c => c.Name, StringComparer.Ordinal).ToList();
}
