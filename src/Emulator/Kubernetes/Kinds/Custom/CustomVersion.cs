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

    /// <summary>The entry of spec.versions without its schema.</summary>
    public required JsonObject Spec { get; init; }

    /// <summary>The schema as text: a parsed tree of it takes ten times the memory, and few are ever looked at.</summary>
    public required byte[] SchemaUtf8 { get; init; }

    public required string StorageVersion { get; init; }

    public required Lazy<ICustomSchema> Schema { get; init; }

    public required Lazy<ICustomSchema> StorageSchema { get; init; }

    public string? Deprecation { get; init; }

    public bool Terminating { get; init; }

    /// <summary>A fresh tree of the OpenAPI schema; empty when there is none.</summary>
    public JsonObject ParseSchema() => Parse(SchemaUtf8);

    public static JsonObject Parse(byte[] utf8) => Wire.JsonReading.Tree(utf8) as JsonObject ?? [];
}
