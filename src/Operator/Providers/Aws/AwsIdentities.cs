using System.Security.Cryptography;
using System.Text;
using Eso.Aws;
using Eso.Aws.Credentials;
using Eso.Aws.Sts;

namespace Eso.Operator.Providers.Aws;

/// <summary>
/// Who calls AWS. Equal keys are the same principal with the same rights, so they share sessions, calls and pace.
/// </summary>
/// <param name="Key">Tells identities apart; holds no secret.</param>
/// <param name="Account">What throttling is counted by, as far as it can be told from here.</param>
internal sealed record AwsIdentity(string Key, string Account, string Region, IAwsCredentialSource Credentials);

/// <summary>
/// Makes the credentials of a store as ESO does (jwt, secretRef or the SDK's chain; then additionalRoles; then role)
/// and
/// keeps them until shortly before they expire.
/// </summary>
internal sealed class AwsIdentities(AwsTransport transport)
{
    private const int IdentitiesMax = 2048;
    private const int RoleSessionSeconds = 900;
    private const string WebIdentitySession = "external-secrets-provider-aws";
    private const string RoleAnnotation = "eks.amazonaws.com/role-arn";
    private const string AudienceAnnotation = "eks.amazonaws.com/audience";
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, (AwsIdentity Identity, long Used)> known = new(StringComparer.Ordinal);
    private long uses;

    /// <summary>The identity of a store as seen from the caller's namespace.</summary>
    /// <exception cref="ProviderException">What the store refers to is not there.</exception>
    public async Task<AwsIdentity> ResolveAsync(StoreContext store, AwsStoreSpec spec, CancellationToken cancel)
    {
        try
        {
            var (key, account, make) = spec.HasJwt && spec.ServiceAccount is not null
                ? await ServiceAccountAsync(store, spec, cancel)
                : spec.HasSecretRef
                    ? await KeysAsync(store, spec, cancel)
                    : ("environment", "", () => Cached(new DefaultChain(transport, spec.Region)));
            return Roles(store, spec, key, account, make);
        }
        catch (ProviderException e)
        {
            throw new ProviderException(e.Failure, "unable to create session: " + e.Message, e);
        }
    }

    private async Task<(string Key, string Account, Func<IAwsCredentialSource> Make)> KeysAsync(
        StoreContext store,
        AwsStoreSpec spec,
        CancellationToken cancel)
    {
        // ESO reads the secret half first, so its absence is reported first.
        var secret = await PartAsync(store, spec.SecretAccessKey, "SecretAccessKey", cancel);
        var id = await PartAsync(store, spec.AccessKeyId, "accessKeyID", cancel);
        var token = spec.SessionToken is null ? "" : await PartAsync(store, spec.SessionToken, "SessionToken", cancel);
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{id}\n{secret}\n{token}"));
        var keys = new AwsCredentials { AccessKeyId = id, SecretAccessKey = secret, SessionToken = token };
        var key = $"keys {id} {Convert.ToHexStringLower(digest.AsSpan(0, 16))}";
        return (key, id, () => new StaticCredentials(keys));
    }

    private static async Task<string> PartAsync(
        StoreContext store, SelectorRef? part, string name, CancellationToken cancel)
    {
        try
        {
            var value = await StoreRefs.SecretKeyAsync(store, part ?? new SelectorRef("", null, ""), cancel);
            return value.RevealText();
        }
        catch (ProviderException e)
        {
            throw new ProviderException(e.Failure, $"could not fetch {name} secret: {e.Message}", e);
        }
    }

    private async Task<(string Key, string Account, Func<IAwsCredentialSource> Make)> ServiceAccountAsync(
        StoreContext store,
        AwsStoreSpec spec,
        CancellationToken cancel)
    {
        var (name, selected, audiences) = spec.ServiceAccount!;
        var ns = StoreRefs.NamespaceOf(store, selected);
        var annotations = await store.Refs.ServiceAccountAnnotationsAsync(ns, name, cancel)
            ?? throw new ProviderException(Failure.Invalid, $"serviceaccounts \"{name}\" not found");
        if (!annotations.TryGetValue(RoleAnnotation, out var role) || role.Length == 0)
        {
            throw new ProviderException(
                Failure.Invalid, $"an IAM role must be associated with service account {name} (namespace: {ns})");
        }

        string[] wanted = [annotations.GetValueOrDefault(AudienceAnnotation, "sts.amazonaws.com"), .. audiences];
        var refs = store.Refs;
        return ($"jwt {ns}/{name} {role} {string.Join(',', wanted)}", AccountOf(role), Make);

        IAwsCredentialSource Make() => Cached(new WebIdentityRole(
            new StsClient(transport, spec.Region, null), role, WebIdentitySession, TokenAsync));

        async ValueTask<string> TokenAsync(CancellationToken c)
        {
            try
            {
                return (await refs.ServiceAccountTokenAsync(ns, name, wanted, TokenLifetime, c)).RevealText();
            }
            catch (ProviderException e)
            {
                throw new AwsException(
                    AwsFailure.Denied, "failed to retrieve jwt from provide source, " + e.Message, e);
            }
        }
    }

    private AwsIdentity Roles(
        StoreContext store,
        AwsStoreSpec spec,
        string key,
        string account,
        Func<IAwsCredentialSource> make)
    {
        var identity = Share($"{key} @{spec.Region}", account, spec.Region, make);
        foreach (var role in spec.AdditionalRoles)
        {
            identity = Hop(identity, new AssumeRoleRequest { RoleArn = role, RoleSessionName = "" });
        }

        if (spec.Role.Length == 0)
        {
            return identity;
        }

        var tags = SessionTags(store, spec);
        return Hop(identity, new AssumeRoleRequest
        {
            RoleArn = spec.Role,
            RoleSessionName = "",
            ExternalId = spec.ExternalId,
            Tags = tags,
            TransitiveTagKeys = tags.Count > 0 ? spec.TransitiveTagKeys : [],
        });
    }

    private AwsIdentity Hop(AwsIdentity from, AssumeRoleRequest request)
    {
        var tags = string.Join(',', request.Tags.Select(static t => $"{t.Key}={t.Value}"));
        var transitive = string.Join(',', request.TransitiveTagKeys);
        var key = $"{from.Key} > {request.RoleArn} {request.ExternalId} [{tags}] [{transitive}]";
        return Share(key, AccountOf(request.RoleArn), from.Region, () => Cached(
            new NamedRole(transport, new StsClient(transport, from.Region, from.Credentials), request)));
    }

    // Simple and Custom replace the tags that are written out.
    private static IReadOnlyList<KeyValuePair<string, string>> SessionTags(StoreContext store, AwsStoreSpec spec)
    {
        if (spec.SessionTagsPolicy is not ("Simple" or "Custom"))
        {
            return spec.SessionTags;
        }

        List<KeyValuePair<string, string>> tags =
        [
            new("esoNamespace", store.CallerNamespace),
            new("esoStoreName", store.Name),
            new("esoStoreKind", store.Kind),
        ];
        if (spec.SessionTagsPolicy == "Custom")
        {
            tags.AddRange(spec.CustomSessionTags
                .Where(static t => t.Key.Length > 0 && t.Value.Length > 0)
                .OrderBy(static t => t.Key, StringComparer.Ordinal));
        }

        return tags;
    }

    private AwsIdentity Share(string key, string account, string region, Func<IAwsCredentialSource> make)
    {
        lock (gate)
        {
            if (!known.TryGetValue(key, out var entry))
            {
                entry = (new AwsIdentity(key, account.Length > 0 ? account : key, region, make()), 0);
                if (known.Count >= IdentitiesMax)
                {
                    known.Remove(known.MinBy(static e => e.Value.Used).Key);
                }
            }

            known[key] = (entry.Identity, ++uses);
            return entry.Identity;
        }
    }

    private CachedCredentials Cached(IAwsCredentialSource source) => new(source, transport.Clock, Early);

    // arn:aws:iam::123456789012:role/x
    private static string AccountOf(string role) => role.Split(':') is { Length: > 5 } parts ? parts[4] : "";

    /// <summary>Sessions named as the SDK names them when nobody does: by the time.</summary>
    private sealed class NamedRole(
        AwsTransport transport, StsClient sts, AssumeRoleRequest request) : IAwsCredentialSource
    {
        public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancel) => await sts.AssumeRoleAsync(
            new AssumeRoleRequest
            {
                RoleArn = request.RoleArn,
                RoleSessionName = $"aws-go-sdk-{transport.Clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000}",
                DurationSeconds = RoleSessionSeconds,
                ExternalId = request.ExternalId,
                Tags = request.Tags,
                TransitiveTagKeys = request.TransitiveTagKeys,
            },
            cancel);
    }
}
