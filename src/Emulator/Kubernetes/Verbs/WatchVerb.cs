using Eso.Emulator.Doors;
using Eso.Emulator.Kubernetes.Http;
using Eso.Emulator.Kubernetes.Store;
using Microsoft.AspNetCore.Connections;

namespace Eso.Emulator.Kubernetes.Verbs;

/// <summary>
/// WATCH: a cursor on the table's log. No queue, no copy of objects: a slow client costs its cursor, and one the log has
/// run away from gets 410, as from the real watch cache.
/// </summary>
internal static class WatchVerb
{
    private const int FlushFromBytes = 32 * 1024;

    public static async Task RunAsync(KubeRequest request)
    {
        var options = ListOptions.Read(request.Http.Request.Query).ForWatch();
        options.Check(watch: true);
        var filter = ObjectFilter.Read(request.Kind, options, request.Info.Name);
        var start = ReadStart(options);
        var watch = new Watch(request, options, filter);
        await watch.RunAsync(start).ConfigureAwait(false);
    }

    /// <summary>Null: from the present, with what is there as initial events.</summary>
    private static long? ReadStart(ListOptions options)
    {
        try
        {
            return options.ResourceVersion.Length > 0 && ListVerb.ParseVersion(options.ResourceVersion) is > 0 and var version
                ? version
                : null;
        }
        catch (FormatException e)
        {
            // The real server's watch reports this one as a plain error.
            throw KubeErrors.Unknown(e.Message);
        }
    }

    private sealed class Watch(KubeRequest request, ListOptions options, ObjectFilter filter)
    {
        private readonly KubeCore core = request.Core;
        private readonly ObjectTable table = request.Table;
        private readonly string ns = request.Namespace;
        private readonly WatchFrames frames = new(request);
        private WatcherRegistry.Watcher watcher = null!;
        private long sent;
        private long after;
        private bool unflushed;

        public async Task RunAsync(long? start)
        {
            var cancellation = request.Aborted;
            var stopping = request.Http.Features.Get<DoorStopping>()?.Token ?? default;
            watcher = core.Watchers.Open(request.AuditId, table);
            using var aborted = cancellation.UnsafeRegister(End, watcher);
            using var stopped = stopping.UnsafeRegister(End, watcher);
            try
            {
                Answers.Begin(request, 200, frames.ContentType);
                request.Http.Response.Headers.Remove("Content-Length");
                await using var end = new WatchEnd(
                    core, watcher, options.TimeoutSeconds, options.AllowWatchBookmarks);
                var cursor = await BeginAsync(start).ConfigureAwait(false);
                if (cursor is not null && !watcher.Ended)
                {
                    await FollowAsync(cursor, end).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or ConnectionAbortedException)
            {
                // The client went, or the door closes: the stream just ends. A flush may say so before the token does.
            }
            finally
            {
                core.Watchers.Close(request.AuditId);
            }
        }

        /// <summary>Initial events, if any; the entry to go on from, null when the stream is over.</summary>
        private async Task<StoreEvent?> BeginAsync(long? start)
        {
            var initial = options.SendInitialEvents ?? (start is null);
            if (Refusal(start) is { } refusal)
            {
                await FailAsync(refusal).ConfigureAwait(false);
                return null;
            }

            if (start is { } wanted && !initial)
            {
                if (wanted < core.Store.Compacted || table.At(wanted) is not { } entry)
                {
                    await FailAsync(TooOld(wanted)).ConfigureAwait(false);
                    return null;
                }

                after = wanted;
                await FlushAsync().ConfigureAwait(false);
                return entry;
            }

            var revision = core.Store.Revision;
            var newest = table.Newest;
            revision = Math.Max(revision, newest.Revision);
            sent = revision;
            if (initial && !watcher.Ended)
            {
                foreach (var stored in ObjectReads.InNamespace(newest.State, ns))
                {
                    if (filter.Matches(stored))
                    {
                        await WriteAsync("ADDED", stored).ConfigureAwait(false);
                    }
                }

                if (options is { AllowWatchBookmarks: true, SendInitialEvents: true })
                {
                    Count(await frames.BookmarkAsync(revision, initialEnd: true).ConfigureAwait(false));
                }
            }

            await FlushAsync().ConfigureAwait(false);
            return newest;
        }

        private async Task FollowAsync(StoreEvent cursor, WatchEnd end)
        {
            while (true)
            {
                while (cursor.Next is { } next)
                {
                    if (ReferenceEquals(next, StoreEvent.Evicted))
                    {
                        await FailAsync(TooOld(cursor.Revision)).ConfigureAwait(false);
                        return;
                    }

                    cursor = next;
                    if (next.Revision > after)
                    {
                        await ShowAsync(next).ConfigureAwait(false);
                    }
                }

                if (unflushed)
                {
                    await FlushAsync().ConfigureAwait(false);
                }

                if (!frames.Refresh())
                {
                    return;
                }

                watcher.Cursor = cursor;
                watcher.Idle = true;
                if (options.AllowWatchBookmarks)
                {
                    core.Watchers.ArmTick(sent);
                }

                await watcher.WaitAsync(options.AllowWatchBookmarks).ConfigureAwait(false);
                if (watcher.Ended)
                {
                    return;
                }

                if (watcher.TakeTick() && options.AllowWatchBookmarks)
                {
                    await BookmarkAsync(cursor, end.TakeNear()).ConfigureAwait(false);
                }

                watcher.Idle = false;
            }
        }

        private async Task BookmarkAsync(StoreEvent cursor, bool isLast)
        {
            var revision = core.Store.Revision;
            if ((isLast || revision > sent) && cursor.Next is null)
            {
                sent = revision;
                Count(await frames.BookmarkAsync(revision, initialEnd: false).ConfigureAwait(false));
            }
        }

        /// <summary>What this change is to somebody who sees only what the filter lets through.</summary>
        private ValueTask ShowAsync(StoreEvent e)
        {
            if (ns.Length > 0 && (e.Object ?? e.Previous)!.Namespace != ns)
            {
                return default;
            }

            var now = e.Type != StoreEventType.Deleted && filter.Matches(e.Object!);
            var before = e.Previous is not null && (now && filter.LooksAtNamesOnly || filter.Matches(e.Previous));
            return (before, now) switch
            {
                (true, true) => WriteAsync("MODIFIED", e.Object!),
                (false, true) => WriteAsync("ADDED", e.Object!),
                // Old content at the new version: also what an object that stops matching looks like.
                (true, false) => WriteAsync("DELETED", e.Type == StoreEventType.Deleted ? e.Object! : e.Previous!.At(e.Revision)),
                _ => default,
            };
        }

        private ValueTask WriteAsync(string type, StoredObject stored)
        {
            sent = Math.Max(sent, stored.Revision);
            var written = frames.TryEvent(type, stored);
            if (written == 0)
            {
                return MakeAsync(type, stored);
            }

            // Nearly always: nothing to wait for.
            Count(written);
            return frames.Unflushed >= FlushFromBytes ? FlushAsync() : default;
        }

        private async ValueTask MakeAsync(string type, StoredObject stored)
        {
            Count(await frames.EventAsync(type, stored).ConfigureAwait(false));
            if (frames.Unflushed >= FlushFromBytes)
            {
                await FlushAsync().ConfigureAwait(false);
            }
        }

        /// <summary>What the watch cache, asked for a state before it follows changes, has against it.</summary>
        private KubeException? Refusal(long? start)
        {
            if (options.ResourceVersion.Length == 0 && options is { SendInitialEvents: not null, TimeoutSeconds: < 0 })
            {
                // It looks for the newest version when its time is over already.
                return KubeErrors.Make(500, "InternalError", "context deadline exceeded");
            }

            return options.SendInitialEvents == true && start is { } wanted && core.Store.IsFuture(wanted)
                ? KubeErrors.TooLargeResourceVersion(wanted, core.Store.Revision)
                : null;
        }

        private KubeException TooOld(long wanted) => KubeErrors.Expired(
            $"too old resource version: {wanted} ({Math.Max(core.Store.Compacted, table.Horizon)})");

        private async Task FailAsync(KubeException failure)
        {
            Count(await frames.ErrorAsync(failure).ConfigureAwait(false));
            await FlushAsync().ConfigureAwait(false);
        }

        private void Count(int bytes)
        {
            unflushed = true;
            watcher.Wrote(bytes);
        }

        private async ValueTask FlushAsync()
        {
            unflushed = false;
            var result = await frames.FlushAsync().ConfigureAwait(false);
            if (result.IsCompleted)
            {
                throw new OperationCanceledException(request.Aborted);
            }
        }

        private static void End(object? watcher) => ((WatcherRegistry.Watcher)watcher!).End();
    }
}
