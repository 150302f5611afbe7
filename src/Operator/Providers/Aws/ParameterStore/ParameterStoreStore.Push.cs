using System.Text.Json.Nodes;
using Eso.Aws;
using Eso.Aws.ParameterStore;

namespace Eso.Operator.Providers.Aws.ParameterStore;

/// <summary>
/// PushSecret. A parameter is written whole: <c>property</c> has no meaning here. Parameters that do not carry our mark
/// are never touched.
/// </summary>
internal sealed partial class ParameterStoreStore
{
    private const string ManagedBy = "managed-by";
    private const string Manager = "external-secrets";

    public override async Task PushSecretAsync(PushRequest request, CancellationToken cancel)
    {
        var settings = PushSettings.Read(request.Target.Metadata);
        var value = request.SecretKey.Length > 0 ? PushValue.Of(request)
            : settings.EncodeAsDecoded ? PushValue.AllAsText(request.SourceData)
            : PushValue.AllAsBase64(request.SourceData);
        var name = Spec.Prefix + request.Target.RemoteKey;
        try
        {
            var existing = await FindAsync(name, cancel);
            if (existing is null)
            {
                await PutAsync(name, value.RevealText(), settings, isNew: true, cancel);
            }
            else
            {
                await UpdateAsync(name, existing, value.RevealText(), settings, cancel);
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
            if (await FindAsync(name, cancel) is not null && IsManaged(await ListTagsAsync(name, cancel)))
            {
                await Client("DeleteParameter").DeleteParameterAsync(
                    new DeleteParameterRequest { Name = name }, cancel);
            }
        }
        catch (AwsException e) when (e.Code == "ParameterNotFound")
        {
            // Somebody was faster; absent is what was wanted.
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    public override async Task<bool> SecretExistsAsync(PushTarget target, CancellationToken cancel)
    {
        try
        {
            await Client("GetParameter").GetParameterAsync(
                new GetParameterRequest { Name = Spec.Prefix + target.RemoteKey }, cancel);
            return true;
        }
        catch (AwsException e) when (e.Code is "ParameterNotFound" or "ResourceNotFoundException")
        {
            return false;
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e);
        }
    }

    private async Task<Parameter?> FindAsync(string name, CancellationToken cancel)
    {
        try
        {
            var answer = await Client("GetParameter").GetParameterAsync(
                new GetParameterRequest { Name = name, WithDecryption = true }, cancel);
            return answer.Parameter;
        }
        catch (AwsException e) when (e.Code == "ParameterNotFound")
        {
            return null;
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e, $"unexpected error getting parameter {name}: ");
        }
    }

    private async Task UpdateAsync(
        string name,
        Parameter existing,
        string value,
        PushSettings settings,
        CancellationToken cancel)
    {
        IReadOnlyList<ParameterTag> tags;
        try
        {
            tags = await ListTagsAsync(existing.Name ?? name, cancel);
        }
        catch (AwsException e)
        {
            throw AwsFailures.ToProvider(e, $"error getting the existing tags for the parameter {name}: ");
        }

        if (!IsManaged(tags))
        {
            throw new ProviderException(Failure.Invalid, "secret not managed by external-secrets");
        }

        // What AWS shows of a SecureString to who may not decrypt it.
        if (existing.Value == "sensitive")
        {
            throw new ProviderException(
                Failure.Denied, "unable to compare 'sensitive' result, ensure to request a decrypted value");
        }

        if (existing.Value == value)
        {
            return;
        }

        await PutAsync(name, value, settings, isNew: false, cancel);
        await SyncTagsAsync(name, tags, settings, cancel);
    }

    private Task<PutParameterResponse> PutAsync(
        string name,
        string value,
        PushSettings settings,
        bool isNew,
        CancellationToken cancel) =>
        Client("PutParameter").PutParameterAsync(
            new PutParameterRequest
            {
                Name = name,
                Value = value,
                Type = settings.Type,
                Description = settings.Description.Length > 0 ? settings.Description : null,
                KeyId = settings.Type == "SecureString" ? settings.KmsKeyId : null,
                Overwrite = !isNew,
                Tags = isNew ? settings.TagList : null,
                Tier = settings.IsAdvanced ? "Advanced" : null,
                Policies = settings.IsAdvanced ? settings.Policies : null,
            },
            cancel);

    private async Task SyncTagsAsync(
        string name,
        IReadOnlyList<ParameterTag> tags,
        PushSettings settings,
        CancellationToken cancel)
    {
        var client = Client("Tags");
        string[] surplus = [.. tags.Select(static t => t.Key).Where(k => !settings.Tags.ContainsKey(k))];
        if (surplus.Length > 0)
        {
            await client.RemoveTagsFromResourceAsync(
                new RemoveTagsFromResourceRequest { ResourceType = "Parameter", ResourceId = name, TagKeys = surplus },
                cancel);
        }

        var now = tags.ToDictionary(static t => t.Key, static t => t.Value ?? "", StringComparer.Ordinal);
        if (settings.Tags.Any(t => !now.TryGetValue(t.Key, out var value) || value != t.Value))
        {
            await client.AddTagsToResourceAsync(
                new AddTagsToResourceRequest { ResourceType = "Parameter", ResourceId = name, Tags = settings.TagList },
                cancel);
        }
    }

    private static bool IsManaged(IReadOnlyList<ParameterTag> tags) =>
        tags.Any(static t => t.Key == ManagedBy && t.Value == Manager);

    /// <summary>A PushSecret's metadata for Parameter Store, with ESO's defaults.</summary>
    private sealed record PushSettings
    {
        public required Dictionary<string, string> Tags { get; init; }

        public required string Type { get; init; }

        public required string KmsKeyId { get; init; }

        public required string Description { get; init; }

        public required bool IsAdvanced { get; init; }

        public string? Policies { get; init; }

        public required bool EncodeAsDecoded { get; init; }

        public IReadOnlyList<ParameterTag> TagList => [.. Tags
            .OrderBy(static t => t.Key, StringComparer.Ordinal)
            .Select(static t => new ParameterTag { Key = t.Key, Value = t.Value })];

        public static PushSettings Read(JsonNode? metadata)
        {
            var given = PushMetadata.Read(
                metadata, "secretType", "kmsKeyID", "tier", "encodeAsDecoded", "tags", "description");
            var tags = given.Map("tags") ?? [];
            if (tags.ContainsKey(ManagedBy))
            {
                throw new ProviderException(
                    Failure.Invalid, $"error parsing tags in metadata: Cannot specify a '{ManagedBy}' tag");
            }

            var tier = given.Child("tier", "type", "policies");
            return new PushSettings
            {
                Tags = new Dictionary<string, string>(tags, StringComparer.Ordinal) { [ManagedBy] = Manager },
                Type = given.Text("secretType") is { Length: > 0 } type ? type : "String",
                KmsKeyId = given.Text("kmsKeyID") is { Length: > 0 } key ? key : "alias/aws/ssm",
                Description = given.Text("description"),
                IsAdvanced = tier?.Text("type") == "Advanced",
                Policies = tier?.Node("policies")?.ToJsonString(),
                EncodeAsDecoded = given.Flag("encodeAsDecoded"),
            };
        }
    }
}
