using System.Text.Json.Nodes;

namespace Eso.Emulator.Scenarios.Kustomize;

/// <summary>An object on its way through kustomizations, with the names it has had: references and patches may use any.</summary>
internal sealed class KustomizeResource
{
    private readonly List<string> names = [];

    public KustomizeResource(JsonObject obj)
    {
        Object = obj;
        names.Add(Name);
    }

    public JsonObject Object { get; set; }

    /// <summary>A generated object whose name shall end with a hash of what it holds.</summary>
    public bool NeedsHash { get; set; }

    public string Kind => (string?)Object["kind"] ?? "";

    public string ApiVersion => (string?)Object["apiVersion"] ?? "";

    public JsonObject Metadata => (JsonObject)Object["metadata"]!;

    public string Name => (string?)Metadata["name"] ?? "";

    /// <summary>The name in its own file.</summary>
    public string OriginalName => names[0];

    public string? Namespace => (string?)Metadata["namespace"];

    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion[..ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    public string Version => ApiVersion[(ApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];

    /// <summary>The last name stands for most; -1 when it never had this one.</summary>
    public int Knows(string name) => names.LastIndexOf(name);

    public void Rename(string name)
    {
        if (name != Name)
        {
            Metadata["name"] = name;
            names.Add(name);
        }
    }
}
