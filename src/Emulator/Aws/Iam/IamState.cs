using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>
/// IAM of one account: global, so there is one per account. Names are unique whatever their case, and keep the case
/// they were created with.
/// </summary>
internal sealed class IamState : DurableState
{
    private const string AliasKey = "account:alias";

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

    public override IReadOnlyList<string> Confidential => [nameof(IamAccessKey.Secret)];

    public override IEnumerable<string> Keys =>
    [
        .. Users.Values.Select(KeyOf), .. Groups.Values.Select(KeyOf), .. Roles.Values.Select(KeyOf),
        .. InstanceProfiles.Values.Select(
            KeyOf), .. Policies.Values.Select(KeyOf), .. OidcProviders.Values.Select(KeyOf),
        .. Alias is null ? Array.Empty<string>() : [AliasKey],
    ];

    /// <summary>Notes that one of the objects kept here was made, changed or removed.</summary>
    public void Touch(object entry) => Changed(KeyOf(entry));

    /// <summary>Notes that the account's alias changed.</summary>
    public void TouchAlias() => Changed(AliasKey);

    public override JsonObject? Save(string key)
    {
        var (kind, name) = Split(key);
        return kind switch
        {
            "user" => IamEntries.Json.Write(Users.GetValueOrDefault(name)),
            "group" => IamEntries.Json.Write(Groups.GetValueOrDefault(name)),
            "role" => IamEntries.Json.Write(Roles.GetValueOrDefault(name)),
            "profile" => IamEntries.Json.Write(InstanceProfiles.GetValueOrDefault(name)),
            "policy" => IamEntries.Json.Write(Policies.GetValueOrDefault(name)),
            "oidc" => IamEntries.Json.Write(OidcProviders.GetValueOrDefault(name)),
            _ => Alias is null ? null : new JsonObject { ["alias"] = Alias },
        };
    }

    public override void Drop(string key)
    {
        var (kind, name) = Split(key);
        _ = kind switch
        {
            "user" => Users.Remove(name),
            "group" => Groups.Remove(name),
            "role" => Roles.Remove(name),
            "profile" => InstanceProfiles.Remove(name),
            "policy" => Policies.Remove(name),
            "oidc" => OidcProviders.Remove(name),
            _ => (Alias = null) is null,
        };
    }

    public override void Load(string key, JsonObject entry)
    {
        var (kind, name) = Split(key);
        switch (kind)
        {
            case "user":
                Users[name] = IamEntries.Json.Read<IamUser>(entry);
                break;
            case "group":
                Groups[name] = IamEntries.Json.Read<IamGroup>(entry);
                break;
            case "role":
                Roles[name] = IamEntries.Json.Read<IamRole>(entry);
                break;
            case "profile":
                InstanceProfiles[name] = IamEntries.Json.Read<IamInstanceProfile>(entry);
                break;
            case "policy":
                Policies[name] = IamEntries.Json.Read<IamPolicy>(entry);
                break;
            case "oidc":
                OidcProviders[name] = IamEntries.Json.Read<IamOidcProvider>(entry);
                break;
            default:
                Alias = entry.Text("alias");
                break;
        }
    }

    private static (string Kind, string Name) Split(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return (key[..colon], key[(colon + 1)..]);
    }

    private static string KeyOf(object entry) => entry switch
    {
        IamUser user => "user:" + user.Name,
        IamGroup group => "group:" + group.Name,
        IamRole role => "role:" + role.Name,
        IamInstanceProfile profile => "profile:" + profile.Name,
        IamPolicy policy => "policy:" + policy.Arn,
        IamOidcProvider provider => "oidc:" + provider.Arn,
        _ => throw new ArgumentException($"IAM keeps no {entry.GetType().Name}", nameof(entry)),
    };
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

    [JsonIgnore]
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

/// <summary>Tags of one resource: keys are unique whatever their case, and keep the case they were given.</summary>
internal sealed class IamTags
{
    [JsonIgnore]
    public int Count => All.Count;

    /// <summary>In the order of keys.</summary>
    public SortedDictionary<string, string> All { get; } = new(StringComparer.OrdinalIgnoreCase);

    public void Set(string key, string value)
    {
        // Removed first: the newer spelling of the key stays.
        All.Remove(key);
        All[key] = value;
    }

    public void Remove(string key) => All.Remove(key);

    public bool Has(string key) => All.ContainsKey(key);
}
