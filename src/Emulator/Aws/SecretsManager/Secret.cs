namespace Eso.Emulator.Aws.SecretsManager;

/// <summary>One secret of an account and region, with its versions. Changed only under the world's gate.</summary>
internal sealed class Secret
{
    private readonly CompactArn arn;
    private readonly CompactTime created;
    private CompactTime lastChanged;
    private CompactTime lastAccessed;
    private CompactTime deletion;
    private Few<SecretVersion> versions;
    private List<Replica>? replicas;

    public required string Name { get; init; }

    /// <summary>Set after the name.</summary>
    public required string Arn
    {
        get => arn.Text(Name);
        init => arn = CompactArn.Of(value, Name);
    }

    /// <summary>Order of creation in its partition: the tie-break of every sort.</summary>
    public required long Sequence { get; init; }

    public required DateTimeOffset Created { get => created.Value; init => created = value; }

    public DateTimeOffset LastChanged
    {
        get => lastChanged.Value;
        set
        {
            Orders?.Leave(SecretSort.Changed, this);
            lastChanged = value;
            Orders?.Enter(SecretSort.Changed, this);
        }
    }

    /// <summary>Midnight of the day of the last read; null before the first.</summary>
    public DateTimeOffset? LastAccessed
    {
        get => lastAccessed.Maybe;
        set
        {
            Orders?.Leave(SecretSort.Accessed, this);
            lastAccessed = CompactTime.Of(value);
            Orders?.Enter(SecretSort.Accessed, this);
        }
    }

    /// <summary>The orders that hold this secret, kept right when it changes; null while no partition does.</summary>
    public SecretOrders? Orders { get; set; }

    public string? Description { get; set; }

    /// <summary>As the caller named it; null for the account's default key.</summary>
    public string? KmsKeyId { get; set; }

    public string? Type { get; set; }

    /// <summary>Null until the first tag; empty after the last was removed (AWS then answers an empty list).</summary>
    public List<KeyValuePair<string, string>>? Tags { get; set; }

    /// <summary>Oldest first.</summary>
    public ref Few<SecretVersion> Versions => ref versions;

    /// <summary>When the recovery window ends; null while the secret is not scheduled for deletion.</summary>
    public DateTimeOffset? Deletion { get => deletion.Maybe; set => deletion = CompactTime.Of(value); }

    public string? ResourcePolicy { get; set; }

    /// <summary>The service that manages this secret, from names like <c>rds!…</c>; null for the users' own.</summary>
    public string? OwningService { get; init; }

    public Rotation? Rotation { get; set; }

    /// <summary>Set on replicas, and on primaries that have (had) replicas.</summary>
    public string? PrimaryRegion { get; set; }

    /// <summary>Most have none, and no list for them.</summary>
    public bool HasReplicas => replicas is { Count: > 0 };

    /// <summary>Of a primary.</summary>
    public List<Replica> Replicas => replicas ??= [];

    public bool IsReplicaIn(string region) => PrimaryRegion is not null && PrimaryRegion != region;

    public SecretVersion? Version(string id) => versions.Find(v => v.HasId(id));

    public SecretVersion? Holder(string stage) => versions.Find(v => v.Stages.Contains(stage));

    public override string ToString() => Arn;
}

/// <summary>One version. A version without value is the placeholder of a rotation.</summary>
internal sealed class SecretVersion
{
    private readonly CompactTime created;
    private readonly CompactId id;
    private CompactTime lastAccessed;
    private Few<string> stages;
    private string? text;
    private string? binary;

    public required string Id { get => id.Text; init => id = CompactId.Of(value); }

    public required DateTimeOffset Created { get => created.Value; init => created = value; }

    public DateTimeOffset? LastAccessed { get => lastAccessed.Maybe; set => lastAccessed = CompactTime.Of(value); }

    public SecretValue? Value
    {
        get => text is null && binary is null ? null : new SecretValue(text, binary);
        set => (text, binary) = (value?.Text, value?.Binary);
    }

    /// <summary>In the order attached; without any the version is deprecated.</summary>
    public ref Few<string> Stages => ref stages;

    /// <summary>The key that the value was encrypted with; null for the default key.</summary>
    public string? KmsKeyId { get; set; }

    /// <summary>ARN of that key when the value was written.</summary>
    public string? KeyArn { get; set; }

    /// <summary>Compares without making the id's text.</summary>
    public bool HasId(string other) => id.Is(other);

    public override string ToString() => Id;
}

/// <summary>A secret value; prints as nothing.</summary>
/// <param name="Text">SecretString; null for binary values.</param>
/// <param name="Binary">SecretBinary in base64, as the wire carries it; null for texts.</param>
internal sealed record SecretValue(string? Text, string? Binary)
{
    public bool SameAs(SecretValue other) =>
        string.Equals(Text, other.Text, StringComparison.Ordinal)
        && (Binary is null
            ? other.Binary is null
            : other.Binary is not null
                && Convert.FromBase64String(Binary).AsSpan().SequenceEqual(Convert.FromBase64String(other.Binary)));

    public override string ToString() => "[redacted]";
}

/// <summary>How a secret is rotated. Exists once a RotateSecret call succeeded; cancelling only disables it.</summary>
internal sealed class Rotation
{
    public bool Enabled { get; set; }

    public string? FunctionArn { get; set; }

    public long? AfterDays { get; set; }

    public string? Duration { get; set; }

    public string? Schedule { get; set; }

    public DateTimeOffset? LastRotated { get; set; }

    /// <summary>End of the window that Describe shows; null when nothing is planned.</summary>
    public DateTimeOffset? Next { get; set; }

    /// <summary>When the next rotation starts: the begin of that window.</summary>
    public DateTimeOffset? Due { get; set; }

    /// <summary>Version of the rotation that is under way or has failed; null when none is open.</summary>
    public string? OpenToken { get; set; }
}

/// <summary>One replica region as the primary reports it.</summary>
internal sealed class Replica
{
    public required string Region { get; init; }

    public string? KmsKeyId { get; set; }

    /// <summary>InSync, InProgress or Failed.</summary>
    public string Status { get; set; } = "InSync";

    public string? StatusMessage { get; set; }
}
