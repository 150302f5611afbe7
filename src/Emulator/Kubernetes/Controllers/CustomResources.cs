using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Kinds.Custom;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>
/// Lets CRDs take effect before their write is answered: names and establishment (one status write each, as watchers
/// of a real server see them), the served kinds, and the removal of instances with their definition.
/// </summary>
internal sealed class CustomResources(KubeCore core)
{
    public const string StorageKey = "customresourcedefinitions.apiextensions.k8s.io";
    private static readonly KubeUser User = KubeUser.Controller("crd-controller");
    private readonly CustomKinds kinds = new(SchemaCompiler.Compile, crd => SchemaCompiler.Converter(core, crd));

    public async ValueTask CommittedAsync(Kind kind, StoredObject? stored, StoredObject? before)
    {
        if (kind.StorageKey == StorageKey)
        {
            if (stored is null)
            {
                core.Kinds.SetCustom(before!.Name, []);
            }

            await SettleAsync(kind, stored).ConfigureAwait(false);
        }
        else if (stored is null && kind is CustomKind custom
            && core.Find(StorageKey, "", custom.Definition.CrdName) is { Head.Deleting: true } crd)
        {
            await FinishAsync(core.Kinds.FindKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition")!, crd)
                .ConfigureAwait(false);
        }
    }

    private async ValueTask SettleAsync(Kind crdKind, StoredObject? changed)
    {
        if (changed is not null)
        {
            var crd = changed.Parse();
            core.Kinds.SetCustom(changed.Name, kinds.From(crd));
            if (changed.Head.Deleting)
            {
                await FinishAsync(crdKind, changed).ConfigureAwait(false);
                return;
            }
        }

        var table = core.Table(crdKind);
        var all = table.Current.Range(null, null).Select(s => s.Parse()).ToList();
        foreach (var crd in all)
        {
            if (CrdStatus.Next(crd, all, core.Now) is { } next)
            {
                // The write comes back here through CommittedAsync until every CRD is settled.
                await WriteStatusAsync(crdKind, next).ConfigureAwait(false);
                return;
            }
        }
    }

    private async ValueTask WriteStatusAsync(Kind crdKind, JsonObject next)
    {
        var scope = WriteScope.Of(core, User, crdKind, "", ObjectFields.Name(next)) with
        {
            Subresource = "status",
            Manager = "kube-apiserver",
        };
        await ObjectUpdate.UpdateAsync(scope, new UpdatePlan
        {
            Transform = current =>
            {
                current!["status"] = next["status"]?.DeepClone();
                return ValueTask.FromResult(current);
            },
        }).ConfigureAwait(false);
    }

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

        if (core.Find(StorageKey, "", crd.Name) is not { Head.Deleting: true })
        {
            return;
        }

        await ObjectUpdate.UpdateAsync(WriteScope.Of(core, User, crdKind, "", crd.Name), new UpdatePlan
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
        if (served is not null)
        {
            core.Table(served).Signal();
        }
    }
}
