using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Informers;
using Eso.Kubernetes.Queues;
using Eso.Operator.Api;
using Eso.Operator.Hosting;
using Eso.Operator.Secrets;

namespace Eso.Operator.Controllers.FanOut;

/// <summary>Provisions one namespaced object into many namespaces, for ClusterExternalSecret and ClusterPushSecret.</summary>
internal sealed class FanOutController : Controller
{
    private const string ByOwner = "owner";
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromHours(1);
    private readonly FanOutKind kind;
    private readonly Informer parents;
    private readonly Informer children;
    private readonly Informer namespaces;
    private readonly ChildWriter writer;
    private readonly Finalizers? parentFinalizers;

    public FanOutController(OperatorContext context, FanOutKind kind)
        : base(kind.ControllerName, context, Math.Min(8, context.Options.Concurrent))
    {
        this.kind = kind;
        parents = context.Informers.Get(kind.Parent).AddHandler(OnParent);
        namespaces = context.Informers.Get(CoreTypes.Namespace).AddHandler(OnNamespace);
        children = context.Informers.Get(kind.Child, new InformerOptions { Namespace = context.Options.Namespace })
            .AddIndex($"{ByOwner}:{kind.ControllerName}", OwnerOf)
            .AddHandler(OnChild);
        writer = new ChildWriter(context, kind, children);
        parentFinalizers = kind.ParentFinalizer is { } finalizer ? new Finalizers(context, kind.Parent, finalizer) : null;
    }

    protected override async Task<Outcome> ReconcileAsync(ObjectKey key, CancellationToken cancel)
    {
        var began = Context.Clock.GetUtcNow();
        if (parents.Get("", key.Name)?.Parse() is not { } parent)
        {
            Queue.Drop(key);
            Context.Metrics.Gauges.Remove(Name, "", key.Name);
            return Outcome.Done;
        }

        if (parent.IsDeleting())
        {
            return await CleanUpAsync(parent, cancel);
        }

        if (parentFinalizers is not null)
        {
            parent = await parentFinalizers.AddAsync(parent, parents, cancel);
        }

        var ready = await ProvisionAsync(parent, cancel);
        Context.Metrics.Gauges.Set(Name, "", key.Name, ready, Context.Clock.GetUtcNow() - began);
        return Outcome.Again(Interval(parent));
    }

    private async Task<bool> ProvisionAsync(JsonObject parent, CancellationToken cancel)
    {
        var name = kind.ChildName(parent);
        var failed = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var provisioned = new SortedSet<string>(StringComparer.Ordinal);
        List<JsonObject> wanted;
        try
        {
            wanted = [.. TargetNamespaces(parent)];
        }
        catch (FormatException) when (kind.SelectionFailure is { } failure)
        {
            return await TellSelectionAsync(parent, name, failure.Source, failure.Message, cancel);
        }
        catch (FormatException e)
        {
            failed["unknown"] = e.Message;
            return await WriteStatusAsync(parent, name, failed, provisioned, cancel);
        }

        await RemoveStaleAsync(parent, name, wanted, failed, cancel);
        foreach (var ns in wanted)
        {
            if (ns.IsDeleting())
            {
                await FreeNamespaceAsync(ns, parent, cancel);
                continue;
            }

            try
            {
                await HoldNamespaceAsync(ns, parent, cancel);
                if (await writer.WriteAsync(parent, ns.Name(), name, cancel))
                {
                    provisioned.Add(ns.Name());
                }
                else
                {
                    failed[ns.Name()] = kind.ConflictReason;
                }
            }
            catch (KubeException e) when (!e.IsConflict)
            {
                failed[ns.Name()] = e.Message;
            }
        }

        return await WriteStatusAsync(parent, name, failed, provisioned, cancel);
    }

    /// <summary>Deletes children in namespaces that no longer match, and those under an old name.</summary>
    private async Task RemoveStaleAsync(
        JsonObject parent, string name, List<JsonObject> wanted, SortedDictionary<string, string> failed, CancellationToken cancel)
    {
        var keep = wanted.Select(n => n.Name()).ToHashSet(StringComparer.Ordinal);
        foreach (var child in children.ByIndex($"{ByOwner}:{kind.ControllerName}", parent.Uid()))
        {
            if (keep.Contains(child.Namespace) && child.Name == name)
            {
                continue;
            }

            try
            {
                await writer.DeleteAsync(child, cancel);
                if (!keep.Contains(child.Namespace) && namespaces.Get("", child.Namespace)?.Parse() is { } left)
                {
                    // ESO leaves its finalizer behind here, and the namespace may then hang in Terminating.
                    await FreeNamespaceAsync(left, parent, cancel);
                }
            }
            catch (KubeException e) when (!e.IsConflict)
            {
                failed[child.Namespace] = e.Message;
            }
        }
    }

    private async Task<Outcome> CleanUpAsync(JsonObject parent, CancellationToken cancel)
    {
        Context.Metrics.Gauges.Remove(Name, "", parent.Name());
        if (parentFinalizers?.On(parent) != true)
        {
            return Outcome.Done;
        }

        foreach (var child in children.ByIndex($"{ByOwner}:{kind.ControllerName}", parent.Uid()))
        {
            await writer.DeleteAsync(child, cancel);
        }

        foreach (var ns in namespaces.All())
        {
            await FreeNamespaceAsync(ns.Parse(), parent, cancel);
        }

        await parentFinalizers.RemoveAsync(parent, null, cancel);
        return Outcome.Done;
    }

    private IEnumerable<JsonObject> TargetNamespaces(JsonObject parent)
    {
        var spec = parent.Object("spec") ?? [];
        var selectors = spec.Objects("namespaceSelectors").ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (kind.HasOldSelectors)
        {
            names.UnionWith(spec.Texts("namespaces"));
            if (spec.Object("namespaceSelector") is { } old)
            {
                selectors.Add(old);
            }
        }

        return namespaces.All()
            .OrderBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => n.Parse())
            .Where(n => names.Contains(n.Label(Names.NamespaceNameLabel) ?? n.Name())
                || selectors.Any(s => LabelSelectors.Matches(s, n.Metadata().TextMap("labels"))));
    }

    private Finalizers? NamespaceFinalizer(JsonObject parent) => kind.NamespaceFinalizerPrefix is { } prefix
        ? new Finalizers(Context, CoreTypes.Namespace, prefix + parent.Name())
        : null;

    private Task HoldNamespaceAsync(JsonObject ns, JsonObject parent, CancellationToken cancel) =>
        NamespaceFinalizer(parent)?.AddAsync(ns, namespaces, cancel) ?? Task.CompletedTask;

    private Task FreeNamespaceAsync(JsonObject ns, JsonObject parent, CancellationToken cancel) =>
        NamespaceFinalizer(parent)?.RemoveAsync(ns, null, cancel) ?? Task.CompletedTask;

    private async Task<bool> WriteStatusAsync(
        JsonObject parent,
        string name,
        SortedDictionary<string, string> failed,
        SortedSet<string> provisioned,
        CancellationToken cancel)
    {
        var condition = new JsonObject { ["type"] = Condition.Ready, ["status"] = failed.Count == 0 ? "True" : "False" };
        if (failed.Count > 0)
        {
            condition["message"] = "one or more namespaces failed";
        }

        var status = new JsonObject { ["conditions"] = new JsonArray(condition), [kind.StatusName] = name };
        if (failed.Count > 0)
        {
            status["failedNamespaces"] = new JsonArray(
                [.. failed.Select(f => (JsonNode)new JsonObject { ["namespace"] = f.Key, ["reason"] = f.Value })]);
        }

        if (provisioned.Count > 0)
        {
            status["provisionedNamespaces"] = new JsonArray([.. provisioned.Select(p => (JsonNode)p)]);
        }

        await WriteAsync(parent, status, cancel);
        return failed.Count == 0;
    }

    /// <summary>Nothing is known of where to go: what has been provisioned stays, and stays told.</summary>
    private async Task<bool> TellSelectionAsync(
        JsonObject parent, string name, string source, string message, CancellationToken cancel)
    {
        var status = parent.Object("status")?.Copy() ?? [];
        Condition.Set(status, Condition.Ready, false, Reasons.Errored, message, Context.Clock.GetUtcNow());
        status[kind.StatusName] = name;
        await WriteAsync(parent, status, cancel);
        Context.Events.Record(parent, source, true, Reasons.Errored, message);
        return false;
    }

    private async Task WriteAsync(JsonObject parent, JsonObject status, CancellationToken cancel)
    {
        if (!JsonNode.DeepEquals(parent["status"], status))
        {
            var next = parent.Copy();
            next["apiVersion"] ??= kind.Parent.ApiVersion;
            next["kind"] ??= kind.Parent.Kind;
            next.Metadata()?.Remove("managedFields");
            next["status"] = status;
            parents.Observe(await Context.Client.UpdateStatusAsync(kind.Parent, null, next, cancel));
            Context.Metrics.Wrote("status");
        }
    }

    private void OnParent(StoreChange change)
    {
        var old = change.Old?.Parse();
        var next = change.New?.Parse();
        if (old is null || next is null || change.Resync
            || old.Generation() != next.Generation()
            || old.IsDeleting() != next.IsDeleting()
            || !JsonNode.DeepEquals(old.Annotations(), next.Annotations())
            || !JsonNode.DeepEquals(old.Labels(), next.Labels()))
        {
            Queue.Add(change.Either.Key, change.Resync ? Lane.Refresh : Lane.New);
        }
    }

    private void OnChild(StoreChange change)
    {
        if (change.Resync)
        {
            return;
        }

        foreach (var uid in OwnerOf(change.Either))
        {
            foreach (var parent in parents.All().Where(p => p.Uid == uid))
            {
                Queue.Add(parent.Key);
            }
        }
    }

    private void OnNamespace(StoreChange change)
    {
        var same = change is { Old: not null, New: not null }
            && JsonNode.DeepEquals(change.Old.Parse().Labels(), change.New.Parse().Labels())
            && change.Old.Parse().IsDeleting() == change.New.Parse().IsDeleting();
        if (same || change.Resync)
        {
            return;
        }

        foreach (var parent in parents.All())
        {
            Queue.Add(parent.Key);
        }
    }

    private IEnumerable<string> OwnerOf(CachedObject child) =>
        // Most children of this kind have no owner at all: not worth building them.
        child.Utf8.Span.IndexOf("\"ownerReferences\""u8) >= 0
            && child.Parse().ControllerOwner() is { } owner && owner.Text("kind") == kind.Parent.Kind ? [owner.Text("uid")] : [];

    private static TimeSpan Interval(JsonObject parent) =>
        GoDuration.TryParse(parent.Object("spec").Text("refreshTime"), out var d) && d.Nanoseconds > 0
            ? d.ToTimeSpan()
            : DefaultInterval;
}
