using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Informers;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>What became of a target.</summary>
internal enum Written
{
    Unchanged,
    Created,
    Updated,

    /// <summary>creationPolicy Merge and nothing to merge into.</summary>
    Missing,

    /// <summary>Somebody else was faster; look again.</summary>
    Raced,
}

/// <summary>The live Secret cannot take new content.</summary>
internal sealed class ImmutableException() : Exception("secret is immutable");

/// <summary>Reads and writes target Secrets. Reads come from the informer of managed Secrets, then from the server.</summary>
internal sealed class TargetWriter
{
    public const string ByCreator = "created-by";
    private readonly OperatorContext context;
    private readonly TemplateStep templates;

    public TargetWriter(OperatorContext context, Action<StoreChange> onSecret)
    {
        this.context = context;
        templates = new TemplateStep(context);
        Secrets = context.Informers.Get(CoreTypes.Secret, new InformerOptions
        {
            Namespace = context.Options.Namespace,
            LabelSelector = $"{Names.ManagedLabel}={Names.ManagedValue}",
            // They tell which labels, annotations and keys are ours to take away again.
            KeepManagedFields = true,
        });
        Secrets.AddIndex(ByCreator, CreatorOf).AddHandler(onSecret);
    }

    /// <summary>All Secrets with the managed label.</summary>
    public Informer Secrets { get; }

    /// <summary>The managed target; null when there is none.</summary>
    public JsonObject? FindManaged(ExternalSecret es) => Secrets.Get(es.Namespace, es.TargetName)?.Parse();

    /// <summary>
    /// Puts the managed label on a target that exists without it; ESO does so whatever the creation policy is. True when
    /// the target turned out to exist: look again.
    /// </summary>
    public async Task<bool> AdoptAsync(ExternalSecret es, CancellationToken cancel)
    {
        var found = await context.Client.FindMetadataAsync(CoreTypes.Secret, es.Namespace, es.TargetName, cancel);
        if (found is null)
        {
            return false;
        }

        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [Names.ManagedLabel] = Names.ManagedValue } },
        };
        var options = new WriteOptions { FieldManager = Names.FieldManager(es.Name) };
        Secrets.Observe(await context.Client.PatchAsync(
            CoreTypes.Secret, es.Namespace, es.TargetName, PatchKind.Merge, patch, cancel, options));
        context.Metrics.Wrote("secret");
        return true;
    }

    /// <summary>Version of the managed target; null when there is none.</summary>
    public string? VersionOf(ExternalSecret es) => Secrets.Get(es.Namespace, es.TargetName)?.ResourceVersion;

    /// <summary>Makes the target what it should be.</summary>
    public async Task<Written> WriteAsync(
        ExternalSecret es,
        JsonObject? live,
        IReadOnlyDictionary<string, SecretBytes> values,
        RenderNotes notes,
        CancellationToken cancel)
    {
        if (live is null && es.CreationPolicy == "Merge")
        {
            return Written.Missing;
        }

        var draft = await SecretDraft.BuildAsync(es, live, values, templates, notes, cancel);
        try
        {
            return await WriteAsync(es, live, draft, cancel);
        }
        catch (KubeException e) when (e.IsInvalid)
        {
            throw Refusals.Safe(e, draft);
        }
    }

    private async Task<Written> WriteAsync(ExternalSecret es, JsonObject? live, JsonObject draft, CancellationToken cancel)
    {
        if (live is null)
        {
            return await CreateAsync(es, draft, cancel);
        }

        if (live.Flag("immutable") && !SecretDraft.SameContent(live, draft))
        {
            await UpdateMetadataAsync(es, live, draft, cancel);
            throw new ImmutableException();
        }

        if (SecretDraft.Same(live, draft))
        {
            return Written.Unchanged;
        }

        await PutAsync(es, draft, cancel);
        return Written.Updated;
    }

    /// <summary>Deletes a Secret; false when it was not there.</summary>
    public async Task<bool> DeleteAsync(JsonObject secret, CancellationToken cancel)
    {
        var options = new DeleteOptions { Uid = secret.Uid() };
        var deleted = await context.Client.DeleteAsync(CoreTypes.Secret, secret.Namespace(), secret.Name(), cancel, options);
        Secrets.ObserveDeleted(secret.Namespace(), secret.Name(), secret.Uid());
        context.Metrics.Wrote("secret");
        return deleted;
    }

    /// <summary>Secrets made for this ExternalSecret under another target name.</summary>
    public IEnumerable<JsonObject> Orphans(ExternalSecret es) => Secrets
        .ByIndex(ByCreator, $"{es.Namespace}/{Names.CreatedBy(es.Namespace, es.Name)}")
        .Where(s => s.Name != es.TargetName)
        .Select(s => s.Parse());

    private static IEnumerable<string> CreatorOf(CachedObject secret) =>
        secret.Parse().Label(Names.CreatedByLabel) is { } creator ? [$"{secret.Namespace}/{creator}"] : [];

    private async Task<Written> CreateAsync(ExternalSecret es, JsonObject draft, CancellationToken cancel)
    {
        var options = new WriteOptions { FieldManager = Names.FieldManager(es.Name) };
        try
        {
            Secrets.Observe(await context.Client.CreateAsync(CoreTypes.Secret, es.Namespace, draft, cancel, options));
            context.Metrics.Wrote("secret");
            return Written.Created;
        }
        catch (KubeException e) when (e.IsAlreadyExists)
        {
            await AdoptAsync(es, cancel);
            return Written.Raced;
        }
    }

    private async Task UpdateMetadataAsync(ExternalSecret es, JsonObject live, JsonObject draft, CancellationToken cancel)
    {
        var only = live.Copy();
        only["metadata"] = draft.Metadata()?.DeepClone();
        only.Ensure("metadata").Ensure("annotations")[Names.DataHashAnnotation] = ObjectHash.OfData(SecretData.Read(live));
        if (!SecretDraft.Same(live, only))
        {
            await PutAsync(es, only, cancel);
        }
    }

    private async Task PutAsync(ExternalSecret es, JsonObject draft, CancellationToken cancel)
    {
        var options = new WriteOptions { FieldManager = Names.FieldManager(es.Name) };
        draft["apiVersion"] ??= "v1";
        draft["kind"] ??= "Secret";
        // Sent back, managedFields would only cost bytes: the server keeps its own.
        draft.Metadata()?.Remove("managedFields");
        Secrets.Observe(await context.Client.UpdateAsync(CoreTypes.Secret, es.Namespace, draft, cancel, options));
        context.Metrics.Wrote("secret");
    }
}
