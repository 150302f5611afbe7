namespace Eso.Emulator.Aws.Iam;

/// <summary>
/// IAM of one account: global, so there is one per account. Names are unique whatever their case, and keep the case
/// they were created with.
/// </summary>
internal sealed class IamState
{
    public SortedDictionary<string, IamUser> Users { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, IamGroup> Groups { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, IamRole> Roles { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedDictionary<string, IamInstanceProfile> InstanceProfiles { get; } = new(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The customer's managed policies, by ARN. AWS's own are in <see cref="ManagedPolicies"/>.</summary>
    public SortedDictionary<string, IamPolicy> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>By ARN.</summary>
    public SortedDictionary<string, IamOidcProvider> OidcProviders { get; } = new(StringComparer.Ordinal);

    public string? Alias { get; set; }

    /// <summary>
    /// True once someone made a role or provider: from then on STS refuses unknown roles as AWS does.
    /// </summary>
    public bool DefinesTrust => Roles.Count > 0 || OidcProviders.Count > 0;
}

/// <summary>What users, groups and roles have in common: a name, an ARN and policies.</summary>
internal abstract class IamPrincipal
{
    public required string Name { get; set; }

    public required string Path { get; set; }

    public required string Id { get; init; }

    public required string Arn { get; set; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>Inline policies, by name.</summary>
    public SortedDictionary<string, string> Inline { get; } = new(StringComparer.Ordinal);

    /// <summary>ARNs of attached managed policies, in the order of attachment.</summary>
    public List<string> Attached { get; } = [];
}

internal sealed class IamUser : IamPrincipal
{
    public List<IamAccessKey> AccessKeys { get; } = [];

    public List<string> Groups { get; } = [];

    public IamTags Tags { get; } = new();

    public string? Boundary { get; set; }

    /// <summary>When the console password was set, or null.</summary>
    public DateTimeOffset? PasswordSet { get; set; }
}

internal sealed class IamGroup : IamPrincipal
{
}

internal sealed class IamRole : IamPrincipal
{
    public required string TrustPolicy { get; set; }

    public string? Description { get; set; }

    public int MaxSessionSeconds { get; set; } = 3600;

    public IamTags Tags { get; } = new();

    public string? Boundary { get; set; }

    public DateTimeOffset? LastUsed { get; set; }

    public string? LastUsedRegion { get; set; }
}

internal sealed class IamAccessKey
{
    public required string Id { get; init; }

    public required string Secret { get; init; }

    public required DateTimeOffset Created { get; init; }

    public bool Active { get; set; } = true;

    public DateTimeOffset? LastUsed { get; set; }

    public string? LastUsedRegion { get; set; }

    public string? LastUsedService { get; set; }

    public override string ToString() => Id;
}

internal sealed class IamInstanceProfile
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string Id { get; init; }

    public required string Arn { get; init; }

    public required DateTimeOffset Created { get; init; }

    public string? Role { get; set; }

    public IamTags Tags { get; } = new();
}

/// <summary>A managed policy and its versions.</summary>
internal sealed class IamPolicy
{
    public required string Name { get; init; }

    public required string Path { get; init; }

    public required string Id { get; init; }

    public required string Arn { get; init; }

    public required DateTimeOffset Created { get; init; }

    public DateTimeOffset Updated { get; set; }

    public string? Description { get; init; }

    public List<IamPolicyVersion> Versions { get; } = [];

    public string DefaultVersion { get; set; } = "v1";

    public int NextVersion { get; set; } = 2;

    public IamTags Tags { get; } = new();

    public string Document => Versions.First(v => v.Id == DefaultVersion).Document;
}

internal sealed record IamPolicyVersion(string Id, string Document, DateTimeOffset Created);

/// <summary>An OpenID Connect provider whose tokens AssumeRoleWithWebIdentity accepts.</summary>
internal sealed class IamOidcProvider
{
    public required string Arn { get; init; }

    /// <summary>The issuer without its scheme, as IAM keeps it.</summary>
    public required string Url { get; init; }

    /// <summary>The issuer as it was given, with its scheme: keys are fetched from there.</summary>
    public required string Issuer { get; init; }

    public required DateTimeOffset Created { get; init; }

    public List<string> ClientIds { get; } = [];

    public List<string> Thumbprints { get; } = [];

    public IamTags Tags { get; } = new();
}

/// <summary>Tags of one resource: keys are unique whatever their case.</summary>
internal sealed class IamTags
{
    private readonly SortedDictionary<string, KeyValuePair<string, string>> byKey = new(
        StringComparer.OrdinalIgnoreCase);

    public int Count => byKey.Count;

    public IEnumerable<KeyValuePair<string, string>> All => byKey.Values;

    public void Set(string key, string value) => byKey[key] = KeyValuePair.Create(key, value);

    public void Remove(string key) => byKey.Remove(key);

    public bool Has(string key) => byKey.ContainsKey(key);
}
