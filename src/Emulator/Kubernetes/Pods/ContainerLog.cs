using System.Text;

namespace Eso.Emulator.Kubernetes.Pods;

/// <summary>The output of one container instance, in lines with their times. Bounded: the oldest lines go first.</summary>
internal sealed class ContainerLog
{
    private const int BytesMax = 10 * 1024 * 1024;

    private readonly Lock gate = new();
    private readonly LinkedList<Line> lines = [];
    private readonly StringBuilder partial = new();
    private readonly TaskCompletionSource ended = New();
    private long bytes;
    private long written;
    private TaskCompletionSource changed = New();

    public bool Closed { get; private set; }

    /// <summary>Done when nothing more will be written.</summary>
    public Task Ended => ended.Task;

    /// <summary>Adds output; whole lines get the time of their end.</summary>
    public void Write(string text, DateTimeOffset now)
    {
        if (text.Length == 0)
        {
            return;
        }

        lock (gate)
        {
            foreach (var c in text)
            {
                partial.Append(c);
                if (c == '\n')
                {
                    EndLine(now);
                }
            }

            Wake();
        }
    }

    public void Close(DateTimeOffset now)
    {
        lock (gate)
        {
            if (partial.Length > 0)
            {
                EndLine(now);
            }

            Closed = true;
            ended.TrySetResult();
            Wake();
        }
    }

    /// <summary>The lines after a number, and a task that ends when there is more (or the log is closed).</summary>
    public (IReadOnlyList<Line> Lines, bool Closed, Task More) After(long number)
    {
        lock (gate)
        {
            return ([.. lines.Where(l => l.Number > number)], Closed, changed.Task);
        }
    }

    /// <summary>All output as one text.</summary>
    public string Text()
    {
        lock (gate)
        {
            return string.Concat(lines.Select(l => l.Text)) + partial;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void EndLine(DateTimeOffset now)
    {
        var line = new Line(++written, now, partial.ToString());
        partial.Clear();
        lines.AddLast(line);
        bytes += line.Text.Length;
        while (bytes > BytesMax && lines.First is { } oldest)
        {
            bytes -= oldest.Value.Text.Length;
            lines.RemoveFirst();
        }
    }

    private void Wake()
    {
        changed.TrySetResult();
        if (!Closed)
        {
            changed = New();
        }
    }

    /// <summary>One line with its newline (missing only on the last).</summary>
    internal readonly record struct Line(long Number, DateTimeOffset Time, string Text);
}
