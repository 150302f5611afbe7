using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Kubernetes.Client;
using Eso.Kubernetes.Informers;
using Eso.Operator.Hosting;

namespace Eso.Operator.Controllers.FanOut;

/// <summary>Creates, updates and deletes the provisioned objects; writes only differences.</summary>
internal sealed class ChildWriter(OperatorContext context, FanOutKind kind, Informer children)
{
    /// <summary>Makes the child what the parent says; false when it belongs to somebody else.</summary>
    public async Task<bool> WriteAsync(JsonObject parent, string ns, string name, CancellationToken cancel)
    {
        var live = children.Get(ns, name)?.Parse();
        if (live is null)
        {
            return await CreateAsync(parent, ns, name, cancel);
        }

        if (!IsOwned(live, parent))
        {
            return false;
        }

        var draft = live.Copy();
        Fill(draft, parent);
        if (!JsonNode.DeepEquals(Comparable(live), Comparable(draft)))
        {
            draft["apiVersion"] ??= kind.Child.ApiVersion;
            draft["kind"] ??= kind.Child.Kind;
            draft.Metadata()?.Remove("managedFields");
            children.Observe(await context.Client.UpdateAsync(kind.Child, ns, draft, cancel), tell: true);
            context.Metrics.Wrote("child");
        }

        return true;
    }

    public async Task DeleteAsync(CachedObject child, CancellationToken cancel)
    {
        // Not forgotten by the informer: a child with a finalizer lives on for a while.
        await context.Client.DeleteAsync(
            kind.Child, child.Namespace, child.Name, cancel, new DeleteOptions { Uid = child.Uid });
        context.Metrics.Wrote("child");
    }

    private async Task<bool> CreateAsync(JsonObject parent, string ns, string name, CancellationToken cancel)
    {
        var draft = KubeObject.New(kind.Child, ns, name);
        Fill(draft, parent);
        try
        {
            children.Observe(await context.Client.CreateAsync(kind.Child, ns, draft, cancel), tell: true);
            context.Metrics.Wrote("child");
            return true;
        }
        catch (KubeException e) when (e.IsAlreadyExists)
        {
            var found = await context.Client.FindAsync(kind.Child, ns, name, cancel);
            if (found is null || !IsOwned(found, parent))
            {
                return false;
            }

            children.Observe(found, tell: true);
            return await WriteAsync(parent, ns, name, cancel);
        }
    }

    private void Fill(JsonObject draft, JsonObject parent)
    {
        var spec = parent.Object("spec") ?? [];
        var given = kind.ChildMetadata(spec);
        var metadata = draft.Ensure("metadata");
        Replace(metadata, "labels", given.Object("labels"));
        var annotations = given.Object("annotations")?.Copy() ?? [];
        if (kind.MirroredAnnotation is { } mirrored && parent.Annotation(mirrored) is { } value)
        {
            annotations[mirrored] = value;
        }

        Replace(metadata, "annotations", annotations);
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = kind.Parent.ApiVersion,
            ["kind"] = kind.Parent.Kind,
            ["name"] = parent.Name(),
            ["uid"] = parent.Uid(),
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        });
        draft["spec"] = kind.ChildSpec(spec);
    }

    private static void Replace(JsonObject metadata, string member, JsonObject? map)
    {
        if (map is { Count: > 0 })
        {
            metadata[member] = map.Copy();
        }
        else
        {
            metadata.Remove(member);
        }
    }

    private bool IsOwned(JsonObject child, JsonObject parent) =>
        child.ControllerOwner() is { } owner && owner.Text("kind") == kind.Parent.Kind && owner.Text("uid") == parent.Uid();

    private static JsonObject Comparable(JsonObject o) => new()
    {
        ["labels"] = o.Labels()?.DeepClone(),
        ["annotations"] = o.Annotations()?.DeepClone(),
        ["owners"] = o.Metadata()?["ownerReferences"]?.DeepClone(),
        ["spec"] = o["spec"]?.DeepClone(),
    };
}
