namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>One subresource: its path segment, verbs, and the kind it carries when that is another's.</summary>
/// <param name="Name">e.g. <c>status</c>, <c>scale</c>, <c>token</c>.</param>
/// <param name="Verbs">e.g. get, patch, update, create.</param>
internal sealed record Subresource(string Name, params string[] Verbs)
{
    public static readonly Subresource Status = new("status", "get", "patch", "update");

    public static readonly Subresource Scale = new("scale", "get", "patch", "update")
    {
        Group = "autoscaling",
        Version = "v1",
        Kind = "Scale",
    };

    /// <summary>Group of the carried kind when it lives elsewhere (autoscaling for scale).</summary>
    public string? Group { get; init; }

    public string? Version { get; init; }

    /// <summary>The carried kind; null: the resource's own.</summary>
    public string? Kind { get; init; }
}
