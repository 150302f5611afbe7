using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Access;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;
using Eso.Emulator.Kubernetes.Verbs;

namespace Eso.Emulator.Kubernetes.Controllers;

/// <summary>A controller's hands: the server's own verbs under a name of its own. Absence is a value, not a failure.</summary>
internal sealed class ClusterClient(KubeCore core, string name)
{
    private readonly KubeUser user = KubeUser.Controller(name);

    public KubeCore Core => core;

    public Kind Kind(string apiVersion, string kind) =>
        core.Kinds.FindKind(apiVersion, kind) ?? throw new InvalidOperationException($"{apiVersion} {kind} is not served.");

    /// <summary>False when it was there already or its namespace is going.</summary>
    public async ValueTask<bool> CreateAsync(Kind kind, JsonObject obj)
    {
        Http.ObjectDecoding.Finish(kind, obj);
        try
        {
            await ObjectCreation.CreateAsync(Scope(kind, ObjectFields.Namespace(obj), ""), obj).ConfigureAwait(false);
            return true;
        }
        catch (KubeException e) when (e.Reason is "AlreadyExists" or "NotFound" || (e.Code == 403 && IsGoing(obj)))
        {
            return false;
        }
    }

    /// <summary>Creates an object and tells its name; null when its namespace is going. Other refusals are thrown.</summary>
    public async ValueTask<string?> MakeAsync(Kind kind, JsonObject obj)
    {
        Http.ObjectDecoding.Finish(kind, obj);
        try
        {
            var made = await ObjectCreation.CreateAsync(Scope(kind, ObjectFields.Namespace(obj), ""), obj).ConfigureAwait(false);
            return made.Stored?.Name;
        }
        catch (KubeException e) when (e.Reason != "AlreadyExists" && e.Code is 403 or 404 && IsGoing(obj))
        {
            return null;
        }
    }

    /// <summary>Changes an object in place; false when it is gone.</summary>
    public async ValueTask<bool> UpdateAsync(
        Kind kind, string ns, string objectName, Func<JsonObject, bool> change, string subresource = "")
    {
        var wanted = true;
        try
        {
            await ObjectUpdate.UpdateAsync(Scope(kind, ns, objectName) with { Subresource = subresource }, new UpdatePlan
            {
                Transform = current =>
                {
                    wanted = change(current!);
                    return ValueTask.FromResult(current!);
                },
                Prepare = subresource == "finalize" ? static (_, _) => { } : null,
            }).ConfigureAwait(false);
            return wanted;
        }
        catch (KubeException e) when (e.Code == 404)
        {
            return false;
        }
    }

    /// <summary>Deletes an object if it is still the same one.</summary>
    public async ValueTask DeleteAsync(Kind kind, StoredObject stored, string? policy = null)
    {
        try
        {
            await ObjectDeletion.DeleteAsync(
                Scope(kind, stored.Namespace, stored.Name),
                new DeleteOptions { Uid = stored.Uid, PropagationPolicy = policy }).ConfigureAwait(false);
        }
        catch (KubeException e) when (e.Code is 404 or 409)
        {
            // Gone, or another object by that name: either way the one meant is no more.
        }
    }

    private bool IsGoing(JsonObject obj) =>
        core.Find("namespaces", "", ObjectFields.Namespace(obj)) is not { Head.Deleting: false };

    private WriteScope Scope(Kind kind, string ns, string objectName) =>
        WriteScope.Of(core, user, kind, kind.Resource.Namespaced ? ns : "", objectName);
}
