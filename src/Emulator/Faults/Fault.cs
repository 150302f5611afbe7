using Eso.Emulator.Clock;
using Eso.Emulator.Scenarios.Language;
using Microsoft.AspNetCore.Http;

namespace Eso.Emulator.Faults;

/// <summary>
/// One way in which a server can misbehave: one file in <c>Faults/Kinds</c>, found by convention; its name in a scenario
/// is the record's in camelCase. A fault stands in front of the server and sees whole requests.
/// </summary>
internal abstract record Fault
{
    /// <summary><c>aws</c>, <c>kube</c>, or null for both.</summary>
    public virtual string? Server => null;

    [About("Which requests.")]
    public FaultTarget On { get; init; } = new();

    [About("Share of the matching requests that are hit, 0 to 1.")]
    public decimal Probability { get; init; } = 1;

    [About("How many requests are hit before the fault heals by itself; unbounded when left out.")]
    public int? Count { get; init; }

    [About("How many matching requests pass unharmed first.")]
    public int After { get; init; }

    [About("How long the fault lasts on the world's clock; until healed when left out.")]
    public TimeSpan? Window { get; init; }

    /// <summary>Answers instead of the server, or around it by calling <paramref name="next"/>.</summary>
    public abstract Task ApplyAsync(FaultContext context, RequestDelegate next);
}

/// <summary>What a fault may use.</summary>
internal sealed record FaultContext(HttpContext Http, RequestFacts Facts, TimeProvider Clock, Entropy Entropy);
