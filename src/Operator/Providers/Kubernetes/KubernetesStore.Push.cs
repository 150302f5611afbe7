using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Hosting;

namespace Eso.Operator.Providers.Kubernetes;

/// <summary>PushSecret into another cluster's Secrets.</summary>
internal sealed partial class KubernetesStore
{
    public async Task PushSecretAsync(PushRequest request, CancellationToken cancel)
    {
        var property = request.Target.Property;
        if (property.Length == 0 && request.SecretKey.Length > 0)
        {
            throw new ProviderException(
                Failure.Invalid, "requires property in RemoteRef to push secret value if secret key is defined");
        }

        var settings = PushMetadata.Read(
            request.Target.Metadata,
            "targetMergePolicy", "sourceMergePolicy", "labels", "annotations", "remoteNamespace");
        var target = Namespace(settings);
        var existing = await TryAsync(
            () => client.FindAsync(CoreTypes.Secret, target, request.Target.RemoteKey, cancel));
        var secret = existing?.DeepClone() as JsonObject ?? New(request, target);
        Meta(secret, "labels", request.SourceLabels, settings);
        Meta(secret, "annotations", request.SourceAnnotations, settings);
        Data(secret, request);
        if (existing is null)
        {
            await TryAsync(() => client.CreateAsync(CoreTypes.Secret, target, secret, cancel));
        }
        else if (!JsonNode.DeepEquals(existing, secret))
        {
            await TryAsync(() => client.UpdateAsync(CoreTypes.Secret, target, secret, cancel));
        }
    }

    /// <summary>Removes one key, and the Secret with the last of them; without a property the whole Secret.</summary>
    public async Task DeleteSecretAsync(PushTarget target, CancellationToken cancel)
    {
        var space = Namespace(PushMetadata.Read(
            target.Metadata, "targetMergePolicy", "sourceMergePolicy", "labels", "annotations", "remoteNamespace"));
        if (await TryAsync(() => client.FindAsync(CoreTypes.Secret, space, target.RemoteKey, cancel)) is not { } secret)
        {
            return;
        }

        var data = secret.Object("data");
        if (target.Property.Length > 0 && data is not null)
        {
            if (!data.Remove(target.Property))
            {
                return;
            }

            if (data.Count > 0)
            {
                await TryAsync(() => client.UpdateAsync(CoreTypes.Secret, space, secret, cancel));
                return;
            }
        }

        await TryAsync(() => client.DeleteAsync(CoreTypes.Secret, space, target.RemoteKey, cancel));
    }

    public async Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel) =>
        await FindAsync(target.RemoteKey, cancel) is { } secret
        && (target.Property.Length == 0 || SecretData.Read(secret).ContainsKey(target.Property));

    // Only a cluster store may write elsewhere than it reads.
    private string Namespace(PushMetadata settings)
    {
        var other = settings.Text("remoteNamespace");
        if (other.Length == 0 || other == ns)
        {
            return ns;
        }

        return isCluster ? other : throw new ProviderException(
            Failure.Invalid, "remoteNamespace override is only supported with ClusterSecretStore");
    }

    // A whole Secret keeps its type. Of a single key it could not: types demand keys that are not there yet.
    private static JsonObject New(PushRequest request, string space) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = request.Target.RemoteKey, ["namespace"] = space },
        ["type"] = request.Target.Property.Length == 0 && request.SourceType.Length > 0 ? request.SourceType : "Opaque",
    };

    // What the PushSecret says is joined with the source Secret's (sourceMergePolicy), then with what the target has.
    private static void Meta(
        JsonObject secret,
        string member,
        IReadOnlyDictionary<string, string> source,
        PushMetadata settings)
    {
        var targetPolicy = settings.Text("targetMergePolicy");
        if (targetPolicy == "Ignore")
        {
            return;
        }

        var wanted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (targetPolicy != "Replace")
        {
            Copy(secret.Metadata().TextMap(member));
        }

        if (settings.Text("sourceMergePolicy") != "Replace")
        {
            Copy(source);
        }

        Copy(settings.Map(member) ?? []);
        var metadata = secret.Metadata()!;
        if (wanted.Count == 0)
        {
            metadata.Remove(member);
            return;
        }

        metadata[member] = new JsonObject(wanted.Select(static w => KeyValuePair.Create(w.Key, (JsonNode?)w.Value)));

        void Copy(IEnumerable<KeyValuePair<string, string>> from)
        {
            foreach (var (key, value) in from)
            {
                wanted[key] = value;
            }
        }
    }

    private static void Data(JsonObject secret, PushRequest request)
    {
        if (request.Target.Property.Length == 0)
        {
            secret["data"] = new JsonObject(request.SourceData
                .OrderBy(static d => d.Key, StringComparer.Ordinal)
                .Select(static d => KeyValuePair.Create(d.Key, (JsonNode?)SecretData.Encode(d.Value))));
            return;
        }

        var data = secret["data"] as JsonObject ?? [];
        data[request.Target.Property] = SecretData.Encode(PushValue.Of(request));
        secret["data"] = data;
    }
}
