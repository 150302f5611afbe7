using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Kms;

/// <summary>The keys and aliases of one account in one region.</summary>
internal sealed class KmsState : DurableState
{
    /// <summary>Keys by id.</summary>
    public SortedDictionary<string, KmsKey> ById { get; } = new(StringComparer.Ordinal);

    /// <summary>Aliases by full name, e.g. <c>alias/app</c>.</summary>
    public SortedDictionary<string, KmsAlias> Aliases { get; } = new(StringComparer.Ordinal);

    public override IReadOnlyList<string> Confidential => [nameof(KmsKey.Material)];

    public override IEnumerable<string> Keys => ById.Keys.Concat(Aliases.Keys);

    public override JsonObject? Save(string key) => IsAlias(key)
        ? KmsEntries.Json.Write(Aliases.GetValueOrDefault(key))
        : KmsEntries.Json.Write(ById.GetValueOrDefault(key));

    public override void Drop(string key) => _ = IsAlias(key) ? Aliases.Remove(key) : ById.Remove(key);

    public override void Load(string key, JsonObject entry)
    {
        if (IsAlias(key))
        {
            Aliases[key] = KmsEntries.Json.Read<KmsAlias>(entry);
        }
        else
        {
            ById[key] = KmsEntries.Json.Read<KmsKey>(entry);
        }
    }

    private static bool IsAlias(string key) => key.StartsWith("alias/", StringComparison.Ordinal);
}

/// <summary>An alias and the key that it names.</summary>
internal sealed class KmsAlias
{
    public required string Name { get; init; }

    public required string KeyId { get; set; }

    public required DateTimeOffset Created { get; init; }

    public required DateTimeOffset Updated { get; set; }
}

/// <summary>
/// One symmetric key. Its material never leaves the process but inside a data key that a caller asked for.
/// </summary>
internal sealed class KmsKey
{
    public required string Id { get; init; }

    public required string Arn { get; init; }

    public required string Account { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>32 bytes.</summary>
    public required byte[] Material { get; init; }

    public required string Policy { get; set; }

    public string Description { get; set; } = "";

    /// <summary>True for <c>alias/aws/…</c> keys, which their service owns.</summary>
    public bool AwsManaged { get; init; }

    public bool MultiRegion { get; init; }

    public string Usage { get; init; } = "ENCRYPT_DECRYPT";

    public string Spec { get; init; } = "SYMMETRIC_DEFAULT";

    public string Origin { get; init; } = "AWS_KMS";

    /// <summary>Enabled, Disabled, PendingDeletion or PendingImport.</summary>
    public string State { get; set; } = "Enabled";

    public DateTimeOffset? DeletionDate { get; set; }

    public bool RotationEnabled { get; set; }

    public int RotationPeriodDays { get; set; } = 365;

    /// <summary>When automatic rotation was enabled or last changed; the first rotation is a period later.</summary>
    public DateTimeOffset? RotationSince { get; set; }

    /// <summary>Rotations that are over; those of the running schedule follow from it.</summary>
    public List<KmsRotation> Rotations { get; } = [];

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    public List<KmsGrant> Grants { get; } = [];
}

/// <summary>One rotation that was done.</summary>
internal sealed record KmsRotation(DateTimeOffset At, bool OnDemand);

/// <summary>A grant: a permission on one key for one principal.</summary>
internal sealed class KmsGrant
{
    public required string Id { get; init; }

    public required string Token { get; init; }

    public required string Grantee { get; init; }

    public string? RetiringPrincipal { get; init; }

    public string? Name { get; init; }

    public required string IssuingAccount { get; init; }

    public required IReadOnlyList<string> Operations { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The request's encryption context must hold these pairs; null when unconstrained.</summary>
    public IReadOnlyDictionary<string, string>? ContextSubset { get; init; }

    /// <summary>The request's encryption context must be exactly this; null when unconstrained.</summary>
    public IReadOnlyDictionary<string, string>? ContextEquals { get; init; }
}
