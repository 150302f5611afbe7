using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Eso.Emulator.Kubernetes.Pods.Shell;
using Eso.Emulator.Kubernetes.Pods.Streams;
using Microsoft.AspNetCore.Http;
using static Eso.Emulator.Kubernetes.Kinds.ObjectFields;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>
/// <c>/exec</c> and <c>/attach</c> over WebSockets: v5.channel.k8s.io (kubectl), v4 (the C# client) and
/// base64.channel.k8s.io (old Node clients), and over SPDY (kubectl before 1.31, many Go programs). Commands get their
/// input whole, to its end (a terminal's is ^D), but for a shell at a terminal, which is typed at. A terminal's size is taken
/// and left alone.
/// </summary>
internal static class PodExec
{
    private static readonly string[] Protocols =
    [
        "v5.channel.k8s.io", "v4.channel.k8s.io", "v4.base64.channel.k8s.io", "channel.k8s.io", "base64.channel.k8s.io",
    ];

    public static async Task RunAsync(HttpContext http, JsonObject pod, PodRunner? runner)
    {
        var name = PodContainers.Choose(pod, http.Request.Query["container"].ToString());
        if (Text(Child(pod, "spec"), "nodeName").Length == 0)
        {
            throw KubeErrors.BadRequest($"pod {Name(pod)} does not have a host assigned");
        }

        var spdy = StreamUpgrade.IsWanted(http);
        if (!spdy && !WebSocketUpgrade.IsWanted(http))
        {
            throw KubeErrors.BadRequest("Upgrade request required");
        }

        var container = runner?.Find(Text(Child(pod, "metadata"), "uid"))?.Find(name);
        if (container?.State != ContainerState.Running)
        {
            throw KubeErrors.Internal($"error executing command in container: container is not running: {name}");
        }

        await (spdy ? OverSpdyAsync(http, container) : OverWebSocketAsync(http, container)).ConfigureAwait(false);
    }

    private static async Task OverWebSocketAsync(HttpContext http, ContainerRun container)
    {
        var offered = WebSocketUpgrade.Offered(http);
        // None offered is the oldest protocol, binary and nameless: what the C# client asks for by default.
        var protocol = offered.Count == 0 ? "" : Protocols.FirstOrDefault(offered.Contains);
        if (protocol is null)
        {
            throw KubeErrors.BadRequest("unable to negotiate a WebSocket subprotocol");
        }

        using var socket = await WebSocketUpgrade.AcceptAsync(http, protocol).ConfigureAwait(false);
        try
        {
            await ServeAsync(http, new WebSocketExec(socket, protocol), container).ConfigureAwait(false);
        }
        catch (WebSocketException)
        {
            // The client is gone; so is the command.
        }
    }

    private static async Task OverSpdyAsync(HttpContext http, ContainerRun container)
    {
        var protocol = StreamUpgrade.Negotiate(http, Protocols[1], "v3.channel.k8s.io", "v2.channel.k8s.io", "channel.k8s.io");
        // The error stream, and those the query asks for.
        var expected = 1 + ((string[])["stdin", "stdout", "stderr"]).Count(s => IsSet(http, s)) +
            (IsSet(http, "tty") && protocol.StartsWith('v') && protocol[1] > '2' ? 1 : 0);
        using var connection = await StreamUpgrade.AcceptAsync(http, protocol).ConfigureAwait(false);
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var client = new SpdyExec(protocol, expected);
        var running = connection.RunAsync(client.Opened, gone.Token);
        try
        {
            await Task.WhenAny(client.Complete, running).ConfigureAwait(false);
            if (client.Complete.IsCompleted)
            {
                await ServeAsync(http, client, container).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // As above.
        }

        await gone.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
    }

    private static bool IsSet(HttpContext http, string name) => http.Request.Query[name].ToString() is "true" or "1";

    private static Task ServeAsync(HttpContext http, IExecClient client, ContainerRun container)
    {
        var command = http.Request.Query["command"].Select(c => c ?? "").ToList();
        var tty = IsSet(http, "tty");
        if (http.Request.Path.Value!.EndsWith("/attach", StringComparison.Ordinal))
        {
            return PodAttach.ServeAsync(client, container, IsSet(http, "stdin"), http.RequestAborted);
        }

        return container.Process is { } process
            ? ServeRealAsync(client, process, command, tty, IsSet(http, "stdin"), http.RequestAborted)
            : ServeAsync(client, container, command, tty, IsSet(http, "stdin") && (!tty || Reads(command)), http.RequestAborted);
    }

    /// <summary>
    /// Whether a command at a terminal waits for what is typed there: a terminal has no end of input until somebody
    /// presses ^D, so that one that does not read must not be kept waiting for it.
    /// </summary>
    internal static bool Reads(IReadOnlyList<string> command) => ShellPrompt.IsFor(command) ||
        (command.Count > 0 && ShellCommands.Base(command[0]) switch
        {
            "cat" or "sort" or "head" or "tail" or "wc" or "base64" or "md5sum" or "sha256sum" or "tee" =>
                command.Skip(1).All(a => a.StartsWith('-')),
            _ => false,
        });

    /// <summary>A command in a real container.</summary>
    private static async Task ServeRealAsync(
        IExecClient client, IContainerProcess process, List<string> command, bool tty, bool takesInput, CancellationToken aborted)
    {
        string said;
        try
        {
            said = Result(await process.ExecAsync(command, tty, takesInput, client, aborted).ConfigureAwait(false));
        }
        catch (ContainerConfigException e)
        {
            said = Failed(e.Message);
        }

        await client.SendAsync(3, Encoding.UTF8.GetBytes(said), aborted).ConfigureAwait(false);
        await client.CloseAsync(aborted).ConfigureAwait(false);
    }

    /// <summary>A command of the built-in shell, which gets its input whole.</summary>
    private static async Task ServeAsync(
        IExecClient client,
        ContainerRun container,
        List<string> command,
        bool tty,
        bool wantsInput,
        CancellationToken aborted)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var output = Channel.CreateBounded<(byte Channel, string Text)>(1024);
        var writing = WriteAllAsync(client, output.Reader, aborted);
        if (command.Count == 0 || !ShellCommands.Exists(command[0]))
        {
            Put(output.Writer, 3, NotFound(command.FirstOrDefault() ?? ""));
        }
        else if (tty && wantsInput && ShellPrompt.IsFor(command))
        {
            var prompt = new ShellPrompt(
                container.Session(ended.Token),
                ShellCommands.Base(command[0]),
                client.ReadInputAsync,
                text => Put(output.Writer, 1, text));
            Put(output.Writer, 3, Result(await prompt.RunAsync(ended.Token).ConfigureAwait(false)));
        }
        else
        {
            var isArchive = ShellCommands.Base(command[0]) == "tar";
            var input = TypedInput.AllAsync(client.ReadInputAsync, isArchive, tty, ended.Token);
            var given = wantsInput ? await input.WaitAsync(aborted).ConfigureAwait(false) : [];
            void Show(string text) => Put(output.Writer, 1, tty ? text.Replace("\n", "\r\n", StringComparison.Ordinal) : text);
            var io = new ShellIo(isArchive ? "" : TypedInput.AsText(given, tty), Show, tty ? Show : text => Put(output.Writer, 2, text))
            {
                Archive = isArchive ? given : null,
            };
            Put(output.Writer, 3, Result(await container.Session(ended.Token).RunAsync(command, io).ConfigureAwait(false)));
        }

        output.Writer.Complete();
        await writing.ConfigureAwait(false);
        await client.CloseAsync(aborted).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
    }

    internal static void Put(ChannelWriter<(byte, string)> writer, byte channel, string text)
    {
        // Slow readers hold the command up, never memory.
        while (!writer.TryWrite((channel, text)))
        {
            if (!writer.WaitToWriteAsync().AsTask().GetAwaiter().GetResult())
            {
                return;
            }
        }
    }

    internal static string Result(int code) => code == 0
        ? new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Success" }.ToJsonString()
        : new JsonObject
        {
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = $"command terminated with non-zero exit code: exit status {code}",
            ["reason"] = "NonZeroExitCode",
            ["details"] = new JsonObject
            {
                ["causes"] = new JsonArray(new JsonObject
                {
                    ["reason"] = "ExitCode",
                    ["message"] = code.ToString(CultureInfo.InvariantCulture),
                }),
            },
        }.ToJsonString();

    private static string NotFound(string command) => Failed($"exec: \"{command}\": executable file not found in $PATH");

    private static string Failed(string why) => new JsonObject
    {
        ["metadata"] = new JsonObject(),
        ["status"] = "Failure",
        ["message"] = $"Internal error occurred: error executing command in container: {why}",
        ["reason"] = "InternalError",
        ["code"] = 500,
    }.ToJsonString();

    internal static async Task WriteAllAsync(
        IExecClient client, ChannelReader<(byte Channel, string Text)> messages, CancellationToken cancel)
    {
        await foreach (var (channel, text) in messages.ReadAllAsync(cancel).ConfigureAwait(false))
        {
            if (text.Length > 0)
            {
                await client.SendAsync(channel, ShellBytes.Of(text), cancel).ConfigureAwait(false);
            }
        }
    }
}
