using System.Text;

namespace Eso.Kubernetes.Client;

public sealed partial class KubeClient
{
    private const string PartialWatch = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
    private long watchNumber;

    /// <summary>Opens a watch; returns when the server has begun to answer.</summary>
    public async Task<WatchStream> WatchAsync(ResourceType type, string? ns, WatchOptions options, CancellationToken cancel)
    {
        var query = new StringBuilder("?watch=true&allowWatchBookmarks=true");
        Append(query, "resourceVersion", options.ResourceVersion);
        Append(query, "timeoutSeconds", ((long)options.Timeout.TotalSeconds).ToString());
        Append(query, "labelSelector", options.LabelSelector);
        Append(query, "fieldSelector", options.FieldSelector);
        using var limit = new CancellationTokenSource(settings.RequestTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        using var request = Request(
            HttpMethod.Get, type.Path(ns) + query, null, null, options.MetadataOnly ? PartialWatch : null);
        // Compressed watches would be flushed late, and their bytes could not be compared with the server's.
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        HttpResponseMessage? response = null;
        try
        {
            response = await SendAsync(request, both.Token);
            if (!response.IsSuccessStatusCode)
            {
                var body = await ReadBodyAsync(response, both.Token);
                throw KubeException.FromAnswer(response.StatusCode, RetryAfter(response), body.Span);
            }

            var stream = await response.Content.ReadAsStreamAsync(both.Token);
            var id = response.Headers.TryGetValues("Audit-Id", out var ids) ? ids.First() : "";
            var open = new WatchStream(
                response, stream, id.Length > 0 ? id : $"watch-{Interlocked.Increment(ref watchNumber)}", Watches);
            response = null;
            return open;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancel.IsCancellationRequested)
        {
            throw KubeException.TimedOut(transport.Server, settings.RequestTimeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Cancelled though nobody asked for it: the sockets gave up connecting.
            cancel.ThrowIfCancellationRequested();
            throw KubeException.Unreachable(transport.Server, e);
        }
        finally
        {
            response?.Dispose();
        }
    }
}
