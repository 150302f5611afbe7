using System.Text.Json;
using System.Text.Json.Nodes;
using Eso.Aws;
using Eso.Aws.SecretsManager;
using Eso.Operator.Secrets;
using Eso.Operator.Secrets.Json;

namespace Eso.Operator.Providers.Aws.SecretsManager;

/// <summary>PushSecret. Secrets that do not carry our mark are never touched.</summary>
internal sealed partial class SecretsManagerStore
{
    private const string FirstVersion = "00000000-0000-0000-0000-000000000001";

    public override async Task PushSecretAsync(PushRequest request, CancellationToken cancel)
    {
        var settings = SecretPushSettings.Read(request.Target.Metadata);
        var value = PushValue.Of(request);
        var name = Spec.Prefix + request.Target.RemoteKey;
        try
        {
            var existing = await DescribeAsync(name, cancel);
            if (existing is null)
            {
                await CreateAsync(name, Merge(null, request, value), settings, cancel);
            }
            else
            {
                await UpdateAsync(name, existing, request, value, settings, cancel);
            }
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public override async Task DeleteSecretAsync(PushTarget target, CancellationToken cancel)
    {
        var name = Spec.Prefix + target.RemoteKey;
        try
        {
            // ESO reads the value first; whoever may not read it may not delete it.
            await Client("GetSecretValue").GetSecretValueAsync(new GetSecretValueRequest { SecretId = name }, cancel);
            var existing = await DescribeAsync(name, cancel);
            if (existing is null || !IsManaged(existing))
            {
                return;
            }

            var replicas = Regions(existing);
            if (replicas.Count > 0)
            {
                await RemoveReplicasAsync(name, replicas, cancel);
            }

            await Client("DeleteSecret").DeleteSecretAsync(
                new DeleteSecretRequest
                {
                    SecretId = existing.ARN ?? name,
                    ForceDeleteWithoutRecovery = Spec.ForceDelete ? true : null,
                    RecoveryWindowInDays = Spec.RecoveryWindowInDays > 0 ? Spec.RecoveryWindowInDays : null,
                },
                cancel);
        }
        catch (AwsException e) when (IsGone(e))
        {
            // Absent, or about to be, is what was wanted.
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    private async Task<DescribeSecretResponse?> DescribeAsync(string name, CancellationToken cancel)
    {
        try
        {
            return await Client("DescribeSecret").DescribeSecretAsync(
                new DescribeSecretRequest { SecretId = name }, cancel);
        }
        catch (AwsException e) when (e.Code == "ResourceNotFoundException")
        {
            return null;
        }
    }

    private async Task CreateAsync(
        string name, SecretBytes value, SecretPushSettings settings, CancellationToken cancel)
    {
        await Client("CreateSecret").CreateSecretAsync(
            new CreateSecretRequest
            {
                Name = name,
                ClientRequestToken = FirstVersion,
                Description = settings.Description,
                KmsKeyId = settings.KmsKeyId,
                Tags = settings.TagList,
                AddReplicaRegions = settings.ReplicaRegions.Count > 0 ? settings.Replicas(
                    settings.ReplicaRegions) : null,
                SecretString = settings.AsText ? value.RevealText() : null,
                SecretBinary = settings.AsText ? null : value.Reveal().ToArray(),
            },
            cancel);
        if (settings.Policy is not null)
        {
            await PutPolicyAsync(name, settings.Policy, await PolicyAsync(settings.Policy, cancel), cancel);
        }
    }

    private async Task UpdateAsync(
        string name,
        DescribeSecretResponse existing,
        PushRequest request,
        SecretBytes value,
        SecretPushSettings settings,
        CancellationToken cancel)
    {
        if (!IsManaged(existing))
        {
            throw new ProviderException(Failure.Invalid, "secret not managed by external-secrets");
        }

        var hasVersions = existing.VersionIdsToStages is { Count: > 0 };
        var current = hasVersions
            ? await Client("GetSecretValue").GetSecretValueAsync(new GetSecretValueRequest { SecretId = name }, cancel)
            : null;
        await SyncTagsAsync(name, existing, settings, cancel);
        await SyncPolicyAsync(name, settings, cancel);
        await SyncReplicasAsync(name, existing, settings, cancel);

        var payload = current is null ? null : PayloadBytes(
            new SecretPayload(current.SecretString, current.SecretBinary));
        var wanted = Merge(payload, request, value);
        if (payload is not null && wanted.Reveal().Span.SequenceEqual(payload))
        {
            return;
        }

        await Client("PutSecretValue").PutSecretValueAsync(
            new PutSecretValueRequest
            {
                SecretId = existing.ARN ?? name,
                ClientRequestToken = hasVersions ? Connections.NewUuid() : FirstVersion,
                SecretString = settings.AsText ? wanted.RevealText() : null,
                SecretBinary = settings.AsText ? null : wanted.Reveal().ToArray(),
            },
            cancel);
    }

    private static SecretBytes Merge(byte[]? existing, PushRequest request, SecretBytes value)
    {
        try
        {
            ReadOnlyMemory<byte>? payload = existing is null ? null : existing;
            return SecretProperty.Set(payload, request.Target.Property, value);
        }
        catch (ValueException e)
        {
            throw new ProviderException(Failure.Invalid, e.Message, e);
        }
    }

    private async Task SyncTagsAsync(
        string name,
        DescribeSecretResponse existing,
        SecretPushSettings settings,
        CancellationToken cancel)
    {
        if (!settings.HasTags)
        {
            return;
        }

        var now = existing.Tags.ToDictionary(static t => t.Key, static t => t.Value ?? "", StringComparer.Ordinal);
        string[] surplus = [.. now.Keys.Where(k => !settings.Tags.ContainsKey(k)).Order(StringComparer.Ordinal)];
        if (surplus.Length > 0)
        {
            await Client("TagResource").UntagResourceAsync(
                new UntagResourceRequest { SecretId = name, TagKeys = surplus }, cancel);
        }

        if (settings.Tags.Any(t => !now.TryGetValue(t.Key, out var value) || value != t.Value))
        {
            await Client("TagResource").TagResourceAsync(
                new TagResourceRequest { SecretId = name, Tags = settings.TagList }, cancel);
        }
    }

    private async Task SyncPolicyAsync(string name, SecretPushSettings settings, CancellationToken cancel)
    {
        var client = Client("ResourcePolicy");
        if (settings.Policy is not { } source)
        {
            try
            {
                await client.DeleteResourcePolicyAsync(new DeleteResourcePolicyRequest { SecretId = name }, cancel);
            }
            catch (AwsException e) when (e.Code == "AccessDeniedException")
            {
                // Who never asked for a policy need not hold the right to remove one. (ESO fails here.)
            }

            return;
        }

        var wanted = await PolicyAsync(source, cancel);
        var present = await client.GetResourcePolicyAsync(new GetResourcePolicyRequest { SecretId = name }, cancel);
        if (!JsonNode.DeepEquals(Parse(present.ResourcePolicy), Parse(wanted)))
        {
            await PutPolicyAsync(name, source, wanted, cancel);
        }
    }

    private Task<PutResourcePolicyResponse> PutPolicyAsync(
        string name,
        PolicySource source,
        string policy,
        CancellationToken cancel) =>
        Client("ResourcePolicy").PutResourcePolicyAsync(
            new PutResourcePolicyRequest
            {
                SecretId = name,
                ResourcePolicy = policy,
                BlockPublicPolicy = source.BlockPublicPolicy ? true : null,
            },
            cancel);

    private async Task<string> PolicyAsync(PolicySource source, CancellationToken cancel)
    {
        var ns = store.CallerNamespace;
        var policy = source.Kind == "ConfigMap"
            ? await store.Refs.ConfigMapKeyAsync(ns, source.Name, source.Key, cancel)
            : (await store.Refs.SecretKeyAsync(ns, source.Name, source.Key, cancel))?.RevealText();
        return policy ?? throw new ProviderException(
            Failure.Invalid,
            $"failed to get resource policy: cannot find key \"{source.Key}\" in {source.Kind} {ns}/{source.Name}");
    }

    private async Task SyncReplicasAsync(
        string name,
        DescribeSecretResponse existing,
        SecretPushSettings settings,
        CancellationToken cancel)
    {
        if (settings.ReplicaRegions.Count == 0)
        {
            return;
        }

        var now = Regions(existing);
        string[] surplus = [.. now.Except(settings.ReplicaRegions)];
        if (surplus.Length > 0)
        {
            await RemoveReplicasAsync(name, surplus, cancel);
        }

        string[] missing = [.. settings.ReplicaRegions.Except(now)];
        if (missing.Length > 0)
        {
            await Client("Replication").ReplicateSecretToRegionsAsync(
                new ReplicateSecretToRegionsRequest { SecretId = name, AddReplicaRegions = settings.Replicas(missing) },
                cancel);
        }
    }

    private Task RemoveReplicasAsync(string name, IReadOnlyList<string> regions, CancellationToken cancel) =>
        Client("Replication").RemoveRegionsFromReplicationAsync(
            new RemoveRegionsFromReplicationRequest { SecretId = name, RemoveReplicaRegions = regions }, cancel);

    private static bool IsManaged(DescribeSecretResponse secret) =>
        secret.Tags.Any(static t => t.Key == SecretPushSettings.ManagedBy && t.Value == SecretPushSettings.Manager);

    private static List<string> Regions(DescribeSecretResponse secret) =>
        [.. secret.ReplicationStatus.Select(static r => r.Region ?? "").Where(static r => r.Length > 0)];

    private static JsonNode? Parse(string? json)
    {
        try
        {
            return string.IsNullOrEmpty(json) ? null : JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
