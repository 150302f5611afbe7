using Eso.Emulator.Kubernetes.Http;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>DELETE of a collection: a list, and a delete of each; the answer is the list as it was.</summary>
internal static class DeleteCollectionVerb
{
    public static async Task RunAsync(KubeRequest request)
    {
        var list = ListOptions.Read(request.Http.Request.Query);
        list.Check(watch: false);
        var filter = ObjectFilter.Read(request.Kind, list);
        var (options, write) = await DeleteVerb.ReadOptionsAsync(request).ConfigureAwait(false);
        // The real server lists in pages of its own, so that a version is taken at its word.
        var page = ListVerb.Read(
            request.Core.Store,
            request.Table,
            request.Namespace,
            filter,
            list.Limit > 0 ? list : list with { Limit = int.MaxValue });
        var scope = Scopes.Of(request, write, "DeleteOptions") with { Options = () => options.ToJson(write.DryRun) };
        foreach (var stored in page.Items)
        {
            try
            {
                var one = scope with { Namespace = stored.Namespace, Name = stored.Name };
                await ObjectDeletion.DeleteAsync(one, options).ConfigureAwait(false);
            }
            catch (KubeException e) when (e.Code == 404)
            {
                // Somebody else was faster: gone is gone.
            }
        }

        await ListVerb.AnswerAsync(request, page).ConfigureAwait(false);
    }
}
