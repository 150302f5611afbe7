using System.Text.Json.Nodes;
using Eso.Kubernetes;
using Eso.Operator.Api;

namespace Eso.Operator.Controllers.ExternalSecrets;

/// <summary>The target cannot be ours. Retrying does not help; the condition says so.</summary>
internal sealed class OwnershipException(string condition, string message) : Exception(message)
{
    public string Condition { get; } = condition;
}

/// <summary>Owner references and the labels that tell our Secrets apart (eso.md §2.5). Changes the draft it is given.</summary>
internal static class Ownership
{
    private const string Kind = "ExternalSecret";

    public static void Apply(ExternalSecret es, JsonObject draft)
    {
        var owner = draft.ControllerOwner();
        if (owner is not null && owner.Text("kind") == Kind && IsEso(owner) && owner.Text("name") != es.Name)
        {
            throw new OwnershipException(
                Messages.OwnedByOther, $"target is owned by another ExternalSecret: {owner.Text("name")}");
        }

        if (es.CreationPolicy == "Owner")
        {
            SetOwner(es, draft, owner);
        }
        else
        {
            RemoveOwner(es, draft);
        }

        var labels = draft.Ensure("metadata").Ensure("labels");
        labels[Names.ManagedLabel] = Names.ManagedValue;
        if (es.CreationPolicy == "Owner")
        {
            labels[Names.CreatedByLabel] = Names.CreatedBy(es.Namespace, es.Name);
        }
        else
        {
            labels.Remove(Names.CreatedByLabel);
        }
    }

    private static void SetOwner(ExternalSecret es, JsonObject draft, JsonObject? owner)
    {
        if (owner is not null && owner.Text("uid") != es.Uid && !(IsEso(owner) && owner.Text("name") == es.Name))
        {
            throw new OwnershipException(
                Messages.FailedOwner,
                $"failed to take ownership of target secret: Object {es.Namespace}/{draft.Name()} is already owned by another "
                + $"{owner.Text("kind")} controller {owner.Text("name")}");
        }

        var mine = new JsonObject
        {
            ["apiVersion"] = EsoTypes.ExternalSecret.ApiVersion,
            ["kind"] = Kind,
            ["name"] = es.Name,
            ["uid"] = es.Uid,
            ["controller"] = true,
            ["blockOwnerDeletion"] = true,
        };
        var metadata = draft.Ensure("metadata");
        var references = metadata["ownerReferences"] as JsonArray ?? [];
        metadata["ownerReferences"] = references;
        for (var i = 0; i < references.Count; i++)
        {
            if (references[i] is JsonObject r && IsEso(r) && r.Text("kind") == Kind && r.Text("name") == es.Name)
            {
                references[i] = mine;
                return;
            }
        }

        references.Add((JsonNode)mine);
    }

    private static void RemoveOwner(ExternalSecret es, JsonObject draft)
    {
        if (draft.Metadata()?["ownerReferences"] is not JsonArray references)
        {
            return;
        }

        foreach (var mine in references.OfType<JsonObject>()
            .Where(r => IsEso(r) && r.Text("kind") == Kind && r.Text("name") == es.Name).ToList())
        {
            references.Remove(mine);
        }

        if (references.Count == 0)
        {
            draft.Metadata()!.Remove("ownerReferences");
        }
    }

    private static bool IsEso(JsonObject reference) =>
        reference.Text("apiVersion").StartsWith(EsoTypes.Group + "/", StringComparison.Ordinal);
}
