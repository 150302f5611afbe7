using System.Text.Json.Nodes;

namespace Eso.Emulator.Kubernetes.Kinds.Custom;

/// <summary>One version of a CRD with what it shares with the others.</summary>
internal sealed record CustomVersion
{
    public required string CrdName { get; init; }

    public required string Group { get; init; }

    public required string Name { get; init; }

    public required bool Namespaced { get; init; }

    /// <summary>status.acceptedNames.</summary>
    public required JsonObject Names { get; init; }

    /// <summary>The entry of spec.versions.</summary>
    public required JsonObject Spec { get; init; }

    public required string StorageVersion { get; init; }

    public required Lazy<ICustomSchema> Schema { get; init; }

    public required Lazy<ICustomSchema> StorageSchema { get; init; }

    public string? Deprecation { get; init; }

    public bool Terminating { get; init; }
}
