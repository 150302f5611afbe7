using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>
/// Every access key that this world issued. One for all accounts: a key id says by itself whose it is.
/// </summary>
internal sealed class CredentialStore : DurableState
{
    private const int SessionsMax = 200_000;
    private readonly Dictionary<string, IssuedKey> keys = new(StringComparer.Ordinal);
    private readonly SortedSet<(DateTimeOffset Expires, string Id)> byExpiry = [];

    public IssuedKey? Find(string accessKeyId) => keys.GetValueOrDefault(accessKeyId);

    /// <summary>The newest temporary key of the session with that ARN; null when none was issued.</summary>
    public IssuedKey? OfSession(string arn) =>
        keys.Values.Where(k => k.Session?.Arn == arn).MaxBy(k => k.Session!.Issued);

    public void Add(IssuedKey key)
    {
        keys[key.AccessKeyId] = key;
        Changed(key.AccessKeyId);
        if (key.Session is { } session)
        {
            byExpiry.Add((session.Expires, key.AccessKeyId));
            if (byExpiry.Count > SessionsMax)
            {
                // Whose end is nearest goes first; its holder is told what a stranger is told.
                var first = byExpiry.Min;
                byExpiry.Remove(first);
                Remove(first.Id);
            }
        }
    }

    public void Remove(string accessKeyId)
    {
        keys.Remove(accessKeyId);
        Changed(accessKeyId);
    }

    public override IReadOnlyList<string> Confidential => [nameof(IssuedKey.Secret), nameof(Session.Token)];

    public override IEnumerable<string> Keys => keys.Keys;

    public override JsonObject? Save(string key) => IamEntries.Json.Write(Find(key));

    public override void Drop(string key) => keys.Remove(key);

    public override void Load(string key, JsonObject entry) => Add(IamEntries.Json.Read<IssuedKey>(entry));
}

/// <summary>An access key: a user's, or with <see cref="Session"/> a temporary one.</summary>
internal sealed record IssuedKey(string AccessKeyId, string Secret, string Account)
{
    /// <summary>The user who holds a long-lived key, or who asked for the session token.</summary>
    public string? UserName { get; init; }

    public Session? Session { get; init; }

    /// <summary>A record would print its secret.</summary>
    public override string ToString() => AccessKeyId;
}

/// <summary>What kind of temporary credentials a session has.</summary>
internal enum SessionKind
{
    /// <summary>AssumeRole and its kin.</summary>
    Role,

    /// <summary>GetFederationToken.</summary>
    Federation,

    /// <summary>GetSessionToken: speaks for its user, or for root.</summary>
    Token,
}

/// <summary>A session: who it is, until when, and what it carries into policies' conditions.</summary>
internal sealed record Session(
    SessionKind Kind, string Arn, string UserId, string Token, DateTimeOffset Issued, DateTimeOffset Expires)
{
    /// <summary>ARN of the role with its path; null unless <see cref="SessionKind.Role"/>.</summary>
    public string? RoleArn { get; init; }

    public string? RoleName { get; init; }

    public string? RoleId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>Session tags, inherited ones included.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<string> TransitiveTagKeys { get; init; } = [];

    public string? SourceIdentity { get; init; }

    /// <summary>Documents of session policies; null when none were passed: then they restrict nothing.</summary>
    public IReadOnlyList<string>? Policies { get; init; }

    /// <summary>The identity provider's ARN for web identities.</summary>
    public string? Provider { get; init; }

    /// <summary>Claims of the web identity that policies may test, by condition key.</summary>
    public IReadOnlyDictionary<string, string> Claims { get; init; } = new Dictionary<string, string>();

    public bool MultiFactor { get; init; }

    public override string ToString() => Arn;
}
