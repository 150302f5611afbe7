using System.Diagnostics;

namespace Eso.Emulator.Clock;

/// <summary>
/// Looks after the worlds that are waited for: one thread of its own for the whole process, outside of the pool, so that
/// its looks neither keep one of the pool's threads busy nor wake one. It is rung for when a world's last thread has left
/// (<see cref="Flow"/>), tries to prove at once that the world stands still (<see cref="Stillness"/>), and lets the waiter
/// go on when it does. It sleeps while every world that is waited for has work under way.
/// </summary>
internal static class Lookout
{
    /// <summary>
    /// Where more worlds than this are waited for at once there is no moment at which all of the pool's threads are known,
    /// and looking for one would take the time that the others need: there a marker goes round (<see cref="Quiet"/>).
    /// </summary>
    public const int WorldsLookedInto = 32;

    /// <summary>What no thread tells of (a lease returned outside the flow, a deadline) is looked for in this step.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(4);

    /// <summary>A thread between two pieces of work has it in its hands for less than this, as a rule.</summary>
    private static readonly TimeSpan Closely = TimeSpan.FromMicroseconds(300);

    private static readonly Lock Gate = new();
    private static readonly List<FlowWatch> Watches = [];
    private static readonly ManualResetEventSlim Bell = new(false, spinCount: 0);
    private static FlowWatch[] pass = [];
    private static int open;
    private static int rung;
    private static Thread? thread;

    /// <summary>Whether too many worlds are waited for at this moment to look into each.</summary>
    public static bool IsCrowded => Volatile.Read(ref open) > WorldsLookedInto;

    public static void Add(FlowWatch watch)
    {
        lock (Gate)
        {
            Watches.Add(watch);
            Volatile.Write(ref open, Watches.Count);
            if (thread is null)
            {
                // The flow and all else of whoever comes first must not travel with it.
                thread = new Thread(Run) { IsBackground = true, Name = "eso lookout" };
                thread.UnsafeStart();
            }
        }
    }

    public static void Remove(FlowWatch watch)
    {
        lock (Gate)
        {
            Watches.Remove(watch);
            Volatile.Write(ref open, Watches.Count);
        }
    }

    /// <summary>There may be something to see.</summary>
    public static void Ring()
    {
        if (Interlocked.Exchange(ref rung, 1) == 0)
        {
            Bell.Set();
        }
    }

    private static void Run()
    {
        var doubtful = 0L;
        while (true)
        {
            Bell.Reset();
            Interlocked.Exchange(ref rung, 0);
            var worlds = Assemble();
            if (!Look(worlds))
            {
                doubtful = 0;
                Bell.Wait(worlds.Length == 0 ? Timeout.InfiniteTimeSpan : Step);
            }
            else if (doubtful == 0)
            {
                doubtful = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(doubtful) < Closely)
            {
                Thread.Yield();
            }
            else
            {
                Bell.Wait(1);
            }
        }
    }

    private static ReadOnlySpan<FlowWatch> Assemble()
    {
        lock (Gate)
        {
            if (pass.Length < Watches.Count)
            {
                pass = new FlowWatch[Watches.Count * 2];
            }

            Watches.CopyTo(pass);
            Array.Clear(pass, Watches.Count, pass.Length - Watches.Count);
            return pass.AsSpan(0, Watches.Count);
        }
    }

    /// <summary>One look at every world. True: some world seems to stand still, but there was no proof of it.</summary>
    private static bool Look(ReadOnlySpan<FlowWatch> worlds)
    {
        var seeming = false;
        var strangers = false;
        foreach (var world in worlds)
        {
            seeming |= world.SeemsStill(Step);
            strangers |= Strangers.AreWorthALook(world.Doubtful);
        }

        var proven = seeming && Stillness.IsProven();
        if (strangers && !proven)
        {
            Strangers.Look();
        }

        var doubt = false;
        foreach (var world in worlds)
        {
            doubt |= world.Tell(proven, Step);
        }

        return doubt;
    }
}
