using Eso.Emulator.Kubernetes.Pods.Streams;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>A container that runs outside this process.</summary>
internal interface IContainerProcess
{
    /// <summary>As a Pod's status names it, with its runtime's scheme.</summary>
    string Id { get; }

    string ImageId { get; }

    /// <summary>Done when the process has ended and all it wrote is in the log.</summary>
    Task<(int Code, string Reason)> Ended { get; }

    /// <summary>Asks it to end, waits so long, and ends it.</summary>
    Task StopAsync(TimeSpan grace);

    /// <summary>Shows a client what it writes from now on, until it ends, and gives it what the client types.</summary>
    Task AttachAsync(bool types, IExecClient client, CancellationToken cancellation);

    /// <summary>Runs a command beside it for a client and tells its exit code; the client is told of nothing but output.</summary>
    Task<int> ExecAsync(IReadOnlyList<string> command, bool tty, bool takesInput, IExecClient client, CancellationToken cancellation);
}
