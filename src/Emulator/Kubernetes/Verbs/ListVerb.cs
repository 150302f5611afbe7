using System.Globalization;
using System.Text.Json.Nodes;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Kinds;
using Eso.Emulator.Kubernetes.Store;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>One page of a list: the objects, the version they are of, and where the next page begins.</summary>
internal sealed record ListPage(IReadOnlyList<StoredObject> Items, long Revision, string Continue, long? Remaining);

/// <summary>LIST: a snapshot taken without locks, its objects' stored bytes put one after the other.</summary>
internal static class ListVerb
{
    private const string ContinueTooOld =
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without "
        + "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. "
        + "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or "
        + "deleted between the time the first chunk was returned and now may show up in the list.";

    public static async Task RunAsync(KubeRequest request)
    {
        var options = ListOptions.Read(request.Http.Request.Query);
        options.Check(watch: false);
        var filter = ObjectFilter.Read(request.Kind, options);
        var page = Read(request.Core.Store, request.Table, request.Namespace, filter, options);
        await AnswerAsync(request, page).ConfigureAwait(false);
    }

    public static async Task AnswerAsync(KubeRequest request, ListPage page)
    {
        if (request.Accept is { Format: WireFormat.Json, Form: ObjectForm.Whole })
        {
            await ListWriting.WriteAsync(request, page).ConfigureAwait(false);
            return;
        }

        var objects = new List<JsonObject>(page.Items.Count);
        foreach (var stored in page.Items)
        {
            objects.Add(await ObjectReads.ReadAsync(request.Kind, stored, request.Aborted).ConfigureAwait(false));
        }

        await Answers.ObjectAsync(request, 200, Whole(request, page, objects)).ConfigureAwait(false);
    }

    /// <summary>Reads a page. Errors are the client's: versions in the future, tokens too old.</summary>
    public static ListPage Read(
        ObjectStore store, ObjectTable table, string ns, ObjectFilter filter, ListOptions options)
    {
        var root = ns.Length == 0 ? "" : ns + "/";
        // resourceVersion=0 is served from the cache, which knows no pages.
        var limit = options.ResourceVersion == "0" ? 0 : options.Limit;
        long revision;
        ObjectTree tree;
        var from = root;
        if (options.Continue.Length > 0)
        {
            (tree, revision, from) = AtContinue(store, table, root, options);
        }
        else
        {
            (tree, revision) = AtVersion(store, table, options, limit);
        }

        var to = root.Length == 0 ? null : ns + "0";
        var items = new List<StoredObject>();
        StoredObject? last = null;
        var more = false;
        var all = filter.IsEverything;
        foreach (var stored in tree.Range(from.Length == 0 ? null : from, to))
        {
            if (!all && !filter.Matches(stored))
            {
                continue;
            }

            if (limit > 0 && items.Count == limit)
            {
                more = true;
                break;
            }

            items.Add(stored);
            last = stored;
        }

        if (!more)
        {
            return new ListPage(items, revision, "", null);
        }

        var token = new ContinueToken(revision, last!.Key[root.Length..]).Encode();
        long? remaining = filter.IsEverything
            ? (to is null ? tree.Count : tree.Rank(to)) - tree.Rank(last.Key) - 1
            : null;
        return new ListPage(items, revision, token, remaining);
    }

    /// <summary>The version a get or list asks for; a 400 when it is none.</summary>
    public static long ReadVersion(string text)
    {
        try
        {
            return ParseVersion(text);
        }
        catch (FormatException e)
        {
            throw KubeErrors.BadRequest("invalid resource version: " + e.Message);
        }
    }

    /// <summary>A version as the storage reads it.</summary>
    /// <exception cref="FormatException">It is none; with the message of the real server.</exception>
    public static long ParseVersion(string text)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            // Larger than any that will ever be: told as such, and no number in between matters.
            return (long)Math.Min(version, long.MaxValue);
        }

        var why = text.Length > 0 && text.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax";
        throw new FormatException(
            $"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": {why}");
    }

    /// <summary>The newest state and a version it is right for: nothing of this table lies between the two.</summary>
    public static (ObjectTree Tree, long Revision) Now(ObjectStore store, ObjectTable table)
    {
        var revision = store.Revision;
        var newest = table.Newest;
        return (newest.State, Math.Max(revision, newest.Revision));
    }

    private static (ObjectTree, long) AtVersion(ObjectStore store, ObjectTable table, ListOptions options, long limit)
    {
        if (options.ResourceVersion.Length == 0 || options.ResourceVersion == "0")
        {
            return Now(store, table);
        }

        var wanted = ReadVersion(options.ResourceVersion);
        if (store.IsFuture(wanted))
        {
            throw KubeErrors.TooLargeResourceVersion(wanted, store.Revision);
        }

        var exact = options.ResourceVersionMatch == "Exact" || (options.ResourceVersionMatch.Length == 0 && limit > 0);
        if (!exact)
        {
            return Now(store, table);
        }

        if (wanted < store.Compacted || table.At(wanted) is not { } entry)
        {
            throw KubeErrors.Expired("The resourceVersion for the provided list is too old.");
        }

        return (entry.State, wanted);
    }

    private static (ObjectTree, long, string) AtContinue(
        ObjectStore store, ObjectTable table, string root, ListOptions options)
    {
        var token = ContinueToken.Decode(options.Continue);
        if (options.ResourceVersion.Length > 0 && options.ResourceVersion != "0")
        {
            throw KubeErrors.BadRequest("specifying resource version is not allowed when using continue");
        }

        var from = root + token.Start;
        if (token.Revision < 0)
        {
            var (tree, revision) = Now(store, table);
            return (tree, revision, from);
        }

        if (token.Revision < store.Compacted || store.IsFuture(token.Revision)
            || table.At(token.Revision) is not { } entry)
        {
            var later = token with { Revision = -1, Start = token.Start.TrimEnd('\0') };
            throw KubeErrors.Expired(ContinueTooOld, later.Encode());
        }

        return (entry.State, token.Revision, from);
    }

    private static JsonObject Whole(KubeRequest request, ListPage page, List<JsonObject> objects)
    {
        var kind = request.Kind;
        var metadata = JsonNode.Parse(ListWriting.Metadata(kind, page))!.AsObject();
        switch (request.Accept.Form)
        {
            case ObjectForm.Table:
                if (ObjectFields.Text(metadata, "continue").Length == 0)
                {
                    metadata.Remove("continue");
                }

                return Rendering.Table(request, objects, metadata, withColumns: true);
            case ObjectForm.PartialObject:
                throw Rendering.NoObject(request);
            case ObjectForm.PartialObjectList:
                if (ObjectFields.Text(metadata, "continue").Length == 0)
                {
                    metadata.Remove("continue");
                }

                return new JsonObject
                {
                    ["kind"] = "PartialObjectMetadataList",
                    ["apiVersion"] = "meta.k8s.io/" + request.Accept.FormVersion,
                    ["metadata"] = metadata,
                    ["items"] = new JsonArray(
                        objects.Select(o => (JsonNode?)Rendering.Partial(o, request.Accept.FormVersion)).ToArray()),
                };
            default:
                if (kind.TypeName is not null)
                {
                    objects.ForEach(o => _ = o.Remove("kind") & o.Remove("apiVersion"));
                }

                return new JsonObject
                {
                    ["kind"] = kind.Resource.ListKind,
                    ["apiVersion"] = kind.Resource.ApiVersion,
                    ["metadata"] = metadata,
                    ["items"] = new JsonArray(objects.Select(o => (JsonNode?)o).ToArray()),
                };
        }
    }
}
