namespace Eso.Kubernetes.Client;

/// <summary>Query of a list.</summary>
public sealed record ListOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Objects a page; the client follows <c>continue</c> by itself.</summary>
    public int PageSize { get; init; } = 500;

    public string ResourceVersion { get; init; } = "";

    /// <summary>Only metadata (PartialObjectMetadata).</summary>
    public bool MetadataOnly { get; init; }
}

/// <summary>Query of a watch.</summary>
public sealed record WatchOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public required string ResourceVersion { get; init; }

    /// <summary>How long the server may keep the stream open.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(8);

    public bool MetadataOnly { get; init; }
}

/// <summary>Query of a write.</summary>
public sealed record WriteOptions
{
    public static readonly WriteOptions None = new();

    /// <summary>Who owns the fields; empty means the User-Agent.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>Takes conflicting fields of an apply.</summary>
    public bool Force { get; init; }

    public bool DryRun { get; init; }

    /// <summary><c>Ignore</c>, <c>Warn</c>, <c>Strict</c>; empty leaves it to the server.</summary>
    public string FieldValidation { get; init; } = "";

    public string? Subresource { get; init; }
}

/// <summary>Body of a delete.</summary>
public sealed record DeleteOptions
{
    public static readonly DeleteOptions None = new();

    public string Uid { get; init; } = "";

    public string ResourceVersion { get; init; } = "";

    public string Propagation { get; init; } = "";
}

/// <summary>How a patch is read by the server.</summary>
public enum PatchKind
{
    Json,
    Merge,
    Strategic,
    Apply,
}
