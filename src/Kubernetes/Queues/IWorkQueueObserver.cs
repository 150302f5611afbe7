namespace Eso.Kubernetes.Queues;

/// <summary>
/// Measures a <see cref="WorkQueue{TKey}"/>. Called under the queue's lock: quick, and never back into the queue.
/// </summary>
public interface IWorkQueueObserver
{
    /// <summary>A key has become ready that was not.</summary>
    void Added();

    /// <summary>A key was taken after it had been ready for so long.</summary>
    void Taken(TimeSpan waited);

    /// <summary>Work on a key ended after so long.</summary>
    void Done(TimeSpan worked);

    /// <summary>A key failed and waits out its backoff.</summary>
    void Retried();
}
