using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>
/// Lets CRDs take effect before their write is answered: names and establishment (one status write each, as watchers
/// of a real server see them), the served kinds, and the removal of instances with their definition. Only the changed
/// CRD is parsed whole; of the others the names suffice.
/// </summary>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle nobody asks for owns nothing.
internal sealed class CustomResources(KubeCore core)
{
    public const string StorageKey = "customresourcedefinitions.apiextensions.k8s.io";
    private static readonly KubeUser User = KubeUser.Controller("crd-controller");
    private readonly CustomKinds kinds = new(SchemaCompiler.Compile, crd => SchemaCompiler.Converter(core, crd));
    private readonly ConditionalWeakTable<StoredObject, JsonObject> outlines = [];
    private readonly SemaphoreSlim gate = new(1, 1);

    public async ValueTask CommittedAsync(Kind kind, StoredObject? stored, StoredObject? before)
    {
        if (kind.StorageKey == StorageKey)
        {
            await gate.WaitAsync().ConfigureAwait(false);
            try
            {
                Settle(stored, before);
            }
            finally
            {
                gate.Release();
            }

            if (stored is { Head.Deleting: true })
            {
                await FinishAsync(kind, stored).ConfigureAwait(false);
            }
        }
        else if (stored is null && kind is CustomKind custom
            && core.Find(StorageKey, "", custom.Definition.CrdName) is { Head.Deleting: true } crd)
        {
            await FinishAsync(core.Kinds.FindKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition")!, crd)
                .ConfigureAwait(false);
        }
    }

    private void Settle(StoredObject? stored, StoredObject? before)
    {
        if (stored is null)
        {
            core.Kinds.SetCustom(before!.Name, []);
        }
        else
        {
            Establish(stored.Name, stored.Parse());
        }

        // Freed or taken names may settle others: a rename, a deletion.
        foreach (var other in core.Store.Table(StorageKey).Current.Range(null, null))
        {
            if (other.Name != stored?.Name && CrdStatus.Next(Outline(other), Outlines(), core.Now) is not null)
            {
                Establish(other.Name, other.Parse());
            }
        }
    }

    /// <summary>Writes status after status until the CRD is settled, then serves it.</summary>
    private void Establish(string name, JsonObject crd)
    {
        var table = core.Store.Table(StorageKey);
        while (CrdStatus.Next(crd, Outlines(), core.Now) is { } next)
        {
            if (table.Find("", name) is not { } current)
            {
                return;
            }

            var draft = ObjectDraft.OfCanonical(next, current.Kind);
            crd = core.Store.TryPut(table, current, draft) is { } ? next : table.Find("", name)?.Parse() ?? next;
        }

        core.Kinds.SetCustom(name, kinds.From(crd));
    }

    private IEnumerable<JsonObject> Outlines() => core.Store.Table(StorageKey).Current.Range(null, null).Select(Outline);

    /// <summary>A CRD without its schemas: all that the question of names looks at.</summary>
    private JsonObject Outline(StoredObject stored) => outlines.GetValue(stored, static s =>
    {
        var crd = s.Parse();
        var spec = crd["spec"] as JsonObject;
        var outline = new JsonObject
        {
            ["apiVersion"] = crd["apiVersion"]?.DeepClone(),
            ["kind"] = crd["kind"]?.DeepClone(),
            ["metadata"] = new JsonObject
            {
                ["name"] = s.Name,
                ["deletionTimestamp"] = crd["metadata"]?["deletionTimestamp"]?.DeepClone(),
            },
            ["spec"] = new JsonObject
            {
                ["group"] = spec?["group"]?.DeepClone(),
                ["scope"] = spec?["scope"]?.DeepClone(),
                ["names"] = spec?["names"]?.DeepClone(),
            },
            ["status"] = crd["status"]?.DeepClone(),
        };
        return outline;
    });

    /// <summary>Deletes the instances of a CRD that is going; the last one gone, the CRD's finalizer goes too.</summary>
    private async ValueTask FinishAsync(Kind crdKind, StoredObject crd)
    {
        if (!crd.Head.Finalizers.Contains(CrdStatus.CleanupFinalizer))
        {
            return;
        }

        var served = core.Kinds.All.OfType<CustomKind>().FirstOrDefault(k => k.Definition.CrdName == crd.Name);
        if (served is not null)
        {
            foreach (var instance in core.Table(served).Current.Range(null, null).Where(i => !i.Head.Deleting))
            {
                var scope = WriteScope.Of(core, User, served, instance.Namespace, instance.Name);
                try
                {
                    await ObjectDeletion.DeleteAsync(scope, new DeleteOptions()).ConfigureAwait(false);
                }
                catch (KubeException e) when (e.Code == 404)
                {
                    // Gone already.
                }
            }

            if (core.Table(served).Current.Count > 0)
            {
                return;
            }
        }

        if (core.Find(StorageKey, "", crd.Name) is { Head.Deleting: true })
        {
            await DropFinalizerAsync(crdKind, crd.Name).ConfigureAwait(false);
        }

        if (served is not null)
        {
            core.Table(served).Signal();
        }
    }

    private async ValueTask DropFinalizerAsync(Kind crdKind, string name)
    {
        try
        {
            await ObjectUpdate.UpdateAsync(WriteScope.Of(core, User, crdKind, "", name), new UpdatePlan
            {
                Transform = current =>
                {
                    var left = ObjectFields.Texts(current!["metadata"] as JsonObject, "finalizers")
                        .Where(f => f != CrdStatus.CleanupFinalizer)
                        .Select(f => (JsonNode?)JsonValue.Create(f))
                        .ToArray();
                    ObjectCreation.Metadata(current)["finalizers"] = new JsonArray(left);
                    return ValueTask.FromResult(current);
                },
            }).ConfigureAwait(false);
        }
        catch (KubeException e) when (e.Code == 404)
        {
            // Another instance's removal finished it.
        }
    }
}
