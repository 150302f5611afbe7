using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Patching;
using Eso.Emulator.Kubernetes.Wire;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Controllers.Workloads;

/// <summary>
/// The history of StatefulSets and DaemonSets: one ControllerRevision per template, numbered; a template that comes
/// back is numbered anew. Their data is the patch that <c>kubectl rollout undo</c> sends.
/// </summary>
internal sealed class ControllerRevisions(ClusterClient client)
{
    /// <summary>Names a Pod's revision.</summary>
    public const string Label = "controller-revision-hash";

    private readonly Kind kind = client.Kind("apps/v1", "ControllerRevision");

    /// <summary>The owner's revisions, oldest first.</summary>
    public async ValueTask<List<JsonObject>> ListAsync(JsonObject owner)
    {
        var found = await Claims.ClaimAsync(client, kind, owner, Child(Child(owner, "spec"), "selector")).ConfigureAwait(false);
        return [.. found.OrderBy(r => Number(r, "revision")).ThenBy(Name, StringComparer.Ordinal)];
    }

    /// <summary>The revision of the owner's template as it is now, made or renumbered when need be.</summary>
    public async ValueTask<JsonObject?> CurrentAsync(JsonObject owner, List<JsonObject> history)
    {
        var data = DataOf(owner);
        var highest = history.Select(r => Number(r, "revision")).DefaultIfEmpty(0).Max();
        var same = history.FindLast(r => SameJson.Equal(r["data"], data));
        if (same is not null && Number(same, "revision") == highest)
        {
            return same;
        }

        var hash = DeploymentRevisions.Hash(data, Number(Child(owner, "status"), "collisionCount"));
        var name = same is null ? $"{Name(owner)}-{hash}" : Name(same);
        if (same is not null)
        {
            await client.UpdateAsync(kind, Namespace(owner), name, current =>
            {
                current["revision"] = GoNumbers.Node(highest + 1);
                return true;
            }).ConfigureAwait(false);
        }
        else
        {
            await client.CreateAsync(kind, Make(owner, data, name, hash, highest + 1)).ConfigureAwait(false);
        }

        var made = client.Core.Table(kind).Find(Namespace(owner), name)?.Parse();
        if (made is not null)
        {
            history.RemoveAll(r => Name(r) == name);
            history.Add(made);
        }

        return made;
    }

    /// <summary>Deletes the oldest that nothing uses, down to the owner's limit.</summary>
    public async ValueTask TrimAsync(JsonObject owner, List<JsonObject> history, IReadOnlySet<string> inUse)
    {
        var idle = history.Where(r => !inUse.Contains(Name(r)) && !inUse.Contains(HashOf(r))).ToList();
        var limit = Number(Child(owner, "spec"), "revisionHistoryLimit", 10);
        foreach (var revision in idle.Take((int)Math.Max(0, idle.Count - limit)))
        {
            if (client.Core.Table(kind).Find(Namespace(owner), Name(revision)) is { } stored)
            {
                await client.DeleteAsync(kind, stored).ConfigureAwait(false);
            }
        }
    }

    public static string HashOf(JsonObject revision) => Text(Child(Child(revision, "metadata"), "labels"), Label);

    /// <summary>The template as a revision holds it.</summary>
    public static JsonObject? TemplateOf(JsonObject? revision) => Child(Child(Child(revision, "data"), "spec"), "template");

    private static JsonObject DataOf(JsonObject owner)
    {
        var template = (JsonObject)(Child(Child(owner, "spec"), "template") ?? []).DeepClone();
        template["$patch"] = "replace";
        return new JsonObject { ["spec"] = new JsonObject { ["template"] = Sorted(template) } };
    }

    // Clients compare revisions byte by byte with what Go makes of a template: maps, whose keys come in order.
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(p.Key, Sorted(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    private static JsonObject Make(JsonObject owner, JsonObject data, string name, string hash, long revision)
    {
        var labels = (JsonObject)(Child(Child(Child(Child(owner, "spec"), "template"), "metadata"), "labels") ?? []).DeepClone();
        labels[Label] = Text(owner, "kind") == "StatefulSet" ? name : hash;
        var metadata = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = Namespace(owner),
            ["labels"] = labels,
            ["ownerReferences"] = new JsonArray(Claims.Reference(owner)),
        };
        if (Child(Child(owner, "metadata"), "annotations") is { Count: > 0 } annotations)
        {
            metadata["annotations"] = annotations.DeepClone();
        }

        return new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ControllerRevision",
            ["metadata"] = metadata,
            ["data"] = data,
            ["revision"] = GoNumbers.Node(revision),
        };
    }
}
