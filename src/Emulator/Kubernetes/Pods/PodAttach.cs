using System.Text;
using System.Threading.Channels;
using Eso.Emulator.Kubernetes.Pods.Streams;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// Attaching to a container: what it writes from now on, until it ends, and what is typed into it where its spec has
/// stdin. That it ended is all a kubelet tells then, not how.
/// </summary>
internal static class PodAttach
{
    private const int PiecesMax = 4096;

    public static async Task ServeAsync(IExecClient client, ContainerRun container, bool types, CancellationToken aborted)
    {
        types &= Flag(container.Spec, "stdin");
        if (container.Process is { } process)
        {
            await process.AttachAsync(types, client, aborted).ConfigureAwait(false);
            await client.SendAsync(3, Encoding.UTF8.GetBytes(PodExec.Result(0)), aborted).ConfigureAwait(false);
            await client.CloseAsync(aborted).ConfigureAwait(false);
            return;
        }

        if (container is { Console: { } console, Log: { } log })
        {
            await ServeAsync(client, container, console, log, types, aborted).ConfigureAwait(false);
        }
    }

    private static async Task ServeAsync(
        IExecClient client, ContainerRun container, ContainerConsole console, ContainerLog log, bool types, CancellationToken aborted)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var output = Channel.CreateBounded<(byte Channel, string Text)>(PiecesMax);
        // Whoever reads too slowly misses pieces: the container waits for nobody.
        void Show(string text) => output.Writer.TryWrite((1, text));
        console.Written += Show;
        var writing = PodExec.WriteAllAsync(client, output.Reader, gone.Token);
        var input = types
            ? TypeAsync(client, console, Flag(container.Spec, "stdinOnce"), gone.Token)
            : client.ReadInputAsync(gone.Token).AsTask();
        // The end of what is typed is not the end of what is seen.
        var away = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leaving = aborted.Register(away.SetResult);
        var left = types ? away.Task : input;
        await Task.WhenAny(log.Ended, left, writing).ConfigureAwait(false);
        console.Written -= Show;
        output.Writer.TryWrite((3, PodExec.Result(0)));
        output.Writer.Complete();
        await writing.ConfigureAwait(false);
        await client.CloseAsync(aborted).ConfigureAwait(false);
        await gone.CancelAsync().ConfigureAwait(false);
    }

    private static async Task TypeAsync(
        IExecClient client, ContainerConsole console, bool once, CancellationToken cancellation)
    {
        try
        {
            while (await client.ReadInputAsync(cancellation).ConfigureAwait(false) is { } piece)
            {
                await console.TypeAsync(piece, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The container has ended, or the client is gone.
        }

        if (once)
        {
            console.EndInput();
        }
    }
}
