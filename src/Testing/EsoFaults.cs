using System.Text.Json.Nodes;
using Eso.Emulator.Faults;
using Eso.Emulator.Grounds;
using Eso.Emulator.Scenarios;
using Eso.Emulator.Scenarios.Language;

namespace Eso.Testing;

/// <summary>Misbehaviour on purpose, of AWS, of Kubernetes and on the way to them. docs/faults.md lists the kinds and their keys.</summary>
public sealed class EsoFaults
{
    private readonly IGround ground;

    internal EsoFaults(IGround ground) => this.ground = ground;

    /// <summary>The kinds of fault there are.</summary>
    public static IReadOnlyCollection<string> Kinds { get; } = [.. FaultBoard.Kinds.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Puts a fault in force until the returned handle is disposed (or its own bounds end it).</summary>
    /// <param name="kind">The kind, e.g. <c>awsThrottle</c>.</param>
    /// <param name="keys">
    /// Its keys as an (anonymous) object, e.g. <c>new { on = new { operation = "secretsmanager.*" }, count = 3 }</c>;
    /// times as <see cref="TimeSpan"/> or as text (<c>"3s"</c>).
    /// </param>
    /// <param name="name">The name it goes by; the kind when left out. A second fault of one name replaces the first.</param>
    /// <exception cref="EsoExpectationException">There is no such kind or key.</exception>
    public IDisposable Inject(string kind, object? keys = null, string? name = null)
    {
        var board = Board;
        try
        {
            var fault = FaultReading.Read(kind, WrittenKeys.Of(keys) as JsonObject, new Location("Faults.Inject", 1, 1));
            board.Inject(name ?? kind, FaultReading.On(ground, fault));
        }
        catch (ScenarioError e)
        {
            throw new EsoExpectationException(e.Problem, e);
        }

        return new Healing(board, name ?? kind);
    }

    /// <summary>The faults in force, with how many requests or events each has hit.</summary>
    public IReadOnlyList<EsoFault> InForce => Board.List().Select(f => new EsoFault(f.Name, f.Kind, f.Hits)).ToList();

    /// <summary>Ends a fault; false when there was none of that name.</summary>
    public bool Heal(string name) => Board.Heal(name);

    /// <summary>Ends all faults.</summary>
    public void HealAll() => Board.HealAll();

    private FaultBoard Board => ground.Faults ?? throw new EsoGroundException($"the ground '{ground.Name}' takes no faults");

    private sealed class Healing(FaultBoard board, string name) : IDisposable
    {
        public void Dispose() => board.Heal(name);
    }
}

/// <summary>A fault in force.</summary>
/// <param name="Name">The name it goes by.</param>
/// <param name="Kind">Its kind, e.g. <c>awsThrottle</c>.</param>
/// <param name="Hits">How many requests or events it has hit.</param>
public sealed record EsoFault(string Name, string Kind, int Hits);
