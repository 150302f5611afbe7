using System.Text.Json.Nodes;
using Eso.Emulator.Aws.Protocol;

namespace Eso.Emulator.Aws.Iam;

/// <summary>Tags of IAM's resources: the same rules for all.</summary>
internal static class IamTagging
{
    private const int TagsMax = 50;

    /// <summary>Adds the request's tags after checking them.</summary>
    public static void Add(JsonObject request, IamTags tags)
    {
        var given = request.Tags();
        var keys = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, _) in given)
        {
            if (!keys.Add(key))
            {
                throw IamErrors.InvalidInput(
                    "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }

            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw IamErrors.InvalidInput(
                    "User-defined tag keys can't start with the system reserved prefix: aws:");
            }
        }

        if (tags.Count + keys.Count(k => !tags.Has(k)) > TagsMax)
        {
            throw IamErrors.TooManyTags();
        }

        foreach (var (key, value) in given)
        {
            tags.Set(key, value);
        }
    }

    public static JsonObject Tag(JsonObject request, IamTags tags, object owner, IamState state)
    {
        Add(request, tags);
        state.Touch(owner);
        return [];
    }

    public static JsonObject Untag(JsonObject request, IamTags tags, object owner, IamState state)
    {
        foreach (var key in request.Texts("TagKeys"))
        {
            tags.Remove(key);
        }

        state.Touch(owner);
        return [];
    }

    public static JsonObject List(JsonObject request, IamTags tags) =>
        IamPages.Page(request, "Tags", tags.All.OrderBy(t => t.Key, StringComparer.Ordinal)
            .Select(t => new JsonObject { ["Key"] = t.Key, ["Value"] = t.Value }));
}
