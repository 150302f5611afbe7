using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Operator.Hosting;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;

namespace Eso.Operator.Providers.Kubernetes;

/// <summary>One namespace of a cluster, each Secret being one remote secret. Pushing has its own file.</summary>
internal sealed partial class KubernetesStore(KubeClient client, string ns, bool isCluster) : ISecretsClient
{
    private static readonly ResourceType RulesReviews =
        new("authorization.k8s.io", "v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", false);

    private static readonly ResourceType AccessReviews =
        new("authorization.k8s.io", "v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", false);

    public async Task<SecretRead> GetSecretAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        if (await FindAsync(remoteRef.Key, cancel) is not { } secret)
        {
            return SecretRead.Missing;
        }

        var fromMetadata = remoteRef.MetadataPolicy == "Fetch";
        if (remoteRef.Property.Length == 0)
        {
            return SecretRead.Of(fromMetadata ? AllMetadata(secret) : PushValue.AllAsText(SecretData.Read(secret)));
        }

        if (fromMetadata)
        {
            return SecretRead.Of(Metadata(secret, remoteRef.Property) ?? throw Absent(
                $"property {remoteRef.Property} does not exist in metadata of secret \"{remoteRef.Key}\""));
        }

        return SecretRead.Of(Property(SecretData.Read(secret), remoteRef.Property) ?? throw Absent(
            $"property {remoteRef.Property} does not exist in data of secret {remoteRef.Key}"));
    }

    public async Task<SecretMapRead> GetSecretMapAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        if (remoteRef.Property.Length > 0 || remoteRef.MetadataPolicy == "Fetch")
        {
            return await MembersAsync(remoteRef, cancel);
        }

        return await FindAsync(remoteRef.Key, cancel) is { } secret
            ? SecretMapRead.Of(SecretData.Read(secret))
            : SecretMapRead.Missing;
    }

    public async Task<IReadOnlyDictionary<string, SecretBytes>> GetAllSecretsAsync(
        FindSpec find, CancellationToken cancel)
    {
        var byTags = find.Tags.Count > 0;
        if (!byTags && find.NameRegexp.Length == 0)
        {
            throw new ProviderException(Failure.Invalid, "unexpected find operator");
        }

        var matcher = byTags ? null : FindMatcher.Compile(find.NameRegexp);
        var selector = string.Join(',', find.Tags.Order().Select(static t => $"{t.Key}={t.Value}"));
        var secrets = await TryAsync(() =>
            client.ListAsync(CoreTypes.Secret, ns, cancel, new ListOptions { LabelSelector = selector }));
        return secrets
            .Where(s => matcher?.IsMatch(s.Name()) != false)
            .ToDictionary(
                static s => s.Name(), static s => PushValue.AllAsText(SecretData.Read(s)), StringComparer.Ordinal);
    }

    /// <summary>Whether we may read Secrets, as far as the API server tells.</summary>
    public async Task<StoreValidation> ValidateAsync(CancellationToken cancel)
    {
        var rules = await TryAsync(() => client.CreateAsync(
            RulesReviews, null, Review(RulesReviews, new JsonObject { ["namespace"] = ns }), cancel));
        if (rules.Object("status").Objects("resourceRules").Any(GrantsRead))
        {
            return StoreValidation.Ready;
        }

        var wanted = new JsonObject { ["namespace"] = ns, ["verb"] = "get", ["resource"] = "secrets" };
        var access = await TryAsync(() => client.CreateAsync(
            AccessReviews, null, Review(AccessReviews, new JsonObject { ["resourceAttributes"] = wanted }), cancel));
        return access.Object("status").Flag("allowed")
            ? StoreValidation.Ready
            : throw new ProviderException(Failure.Denied, "client is not allowed to get secrets");
    }

    public ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<SecretMapRead> MembersAsync(RemoteRef remoteRef, CancellationToken cancel)
    {
        var read = await GetSecretAsync(remoteRef, cancel);
        if (!read.Found)
        {
            return SecretMapRead.Missing;
        }

        try
        {
            return SecretMapRead.Of(GoJsonObject.Members(read.Value.Reveal()));
        }
        catch (ValueException e)
        {
            throw new ProviderException(Failure.Invalid, $"unable to unmarshal secret: {e.Message}", e);
        }
    }

    // A data key by its whole name first, then a path into the JSON that a key holds.
    private static SecretBytes? Property(Dictionary<string, SecretBytes> data, string property)
    {
        if (data.TryGetValue(property, out var value))
        {
            return value;
        }

        var dot = property.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || dot == property.Length - 1 || !data.TryGetValue(property[..dot], out value))
        {
            return null;
        }

        var found = Gjson.Get(value.Reveal().Span, property[(dot + 1)..]);
        return found.Exists ? new SecretBytes(found.Bytes) : null;
    }

    // labels, annotations, labels.<key>, annotations.<key>; a key may hold dots.
    private static SecretBytes? Metadata(JsonObject secret, string property)
    {
        var parts = property.Split('.', 2);
        if (parts[0] is not ("labels" or "annotations"))
        {
            return null;
        }

        var map = secret.Metadata().TextMap(parts[0]);
        if (parts.Length == 1)
        {
            return SecretBytes.FromText(GoJsonText.Object(map, escapeHtml: false));
        }

        return map.TryGetValue(parts[1], out var value) ? SecretBytes.FromText(value) : null;
    }

    private static SecretBytes AllMetadata(JsonObject secret)
    {
        var annotations = GoJsonText.Object(secret.Metadata().TextMap("annotations"), escapeHtml: false);
        var labels = GoJsonText.Object(secret.Metadata().TextMap("labels"), escapeHtml: false);
        return SecretBytes.FromText($"{{\"annotations\":{annotations},\"labels\":{labels}}}");
    }

    private static bool GrantsRead(JsonObject rule) =>
        Holds(rule.Texts("verbs"), "get") && Holds(rule.Texts("resources"), "secrets")
        && (Holds(rule.Texts("apiGroups"), "") || rule.Texts("apiGroups").Count == 0)
        && rule.Texts("resourceNames").Count == 0;

    private static bool Holds(IReadOnlyList<string> all, string wanted) => all.Contains(wanted) || all.Contains("*");

    private static JsonObject Review(ResourceType type, JsonObject spec) => new()
    {
        ["apiVersion"] = type.ApiVersion,
        ["kind"] = type.Kind,
        ["spec"] = spec,
    };

    private Task<JsonObject?> FindAsync(string name, CancellationToken cancel) =>
        TryAsync(() => client.FindAsync(CoreTypes.Secret, ns, name, cancel));

    private static async Task<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (KubeException e)
        {
            var failure = e switch
            {
                { IsUnreachable: true } => Failure.Unavailable,
                { Code: 401 or 403 } => Failure.Denied,
                { Code: 429 } => Failure.Throttled,
                { Code: >= 500 } => Failure.Unavailable,
                _ => Failure.Invalid,
            };
            throw new ProviderException(failure, e.Message, e);
        }
        catch (JsonException e)
        {
            throw new ProviderException(Failure.Unavailable, "the API server's answer is not understood", e);
        }
    }

    private static ProviderException Absent(string message) => new(Failure.Invalid, message);
}
